package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium that looks at the page of a server, through the driver installed with it. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Held here, since a logger that nobody holds forgets its level. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts it; without Chromium and its driver the tests are skipped. */
  static Browser start() {
    Optional<Path> chromium = onPath("chromium");
    Optional<Path> chromedriver = onPath("chromedriver");
    assumeTrue(
        chromium.isPresent() && chromedriver.isPresent(),
        "the page is not tested: there is no chromium or no chromedriver on the path;"
            + " apt-get install chromium chromium-driver");
    // It warns that it has no bindings of DevTools for this version, which nothing here uses.
    SELENIUM.setLevel(Level.SEVERE);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,1000");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.get().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Opens the page anew at a model, and waits for its samples. */
  void open(int port, String model) {
    load(port, model);
    await("return document.getElementById('sample-status').textContent !== ''");
  }

  /** Opens the page anew. */
  void load(int port, String model) {
    driver.get("about:blank");
    driver.get("http://127.0.0.1:" + port + "/#" + model);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  String text(String selector) {
    return find(selector).getText();
  }

  void click(String selector) {
    find(selector).click();
  }

  /** Replaces what a field holds. */
  void type(String selector, String text) {
    find(selector).clear();
    find(selector).sendKeys(text);
  }

  /** Puts a text into a field as pasting it does. */
  void paste(String selector, String text) {
    script(
        "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            + " field.dispatchEvent(new Event('input', {bubbles: true}))",
        selector,
        text);
  }

  /** Drops a file on a place. */
  void drop(String selector, String name, String type, String text) {
    script(
        "const data = new DataTransfer();"
            + " data.items.add(new File([arguments[2]], arguments[1], {type: arguments[3]}));"
            + " document.querySelector(arguments[0]).dispatchEvent("
            + "new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}))",
        selector,
        name,
        text,
        type);
  }

  Object script(String code, Object... arguments) {
    return driver.executeScript(code, arguments);
  }

  /** Waits until a script returns true. */
  void await(String condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(driver.executeScript(condition))) {
      assertThat(System.nanoTime())
          .as("%s; problems shown: %s", condition, problems())
          .isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits until long work is done. */
  void awaitScores() {
    await(
        "return document.getElementById('stop').disabled"
            + " && document.getElementById('score-status').textContent.includes('scored in')");
  }

  private Object problems() {
    return driver.executeScript(
        "return [...document.querySelectorAll('.problem:not([hidden])')].map(p => p.textContent)");
  }

  void command(String name, Map<String, Object> parameters) {
    driver.executeCdpCommand(name, parameters);
  }

  /** Says whether the page broke its content security policy, or a script failed. */
  void assertNoFaults() {
    assertThat(driver.manage().logs().get(LogType.BROWSER).getAll())
        .extracting(entry -> entry.getMessage())
        .noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
