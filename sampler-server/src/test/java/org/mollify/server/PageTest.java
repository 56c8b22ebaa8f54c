package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestDeepBundle;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ServerConfig;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page in a real browser: what it shows of a model, and its samples. */
class PageTest {
  private static final String FIRST_ROW = "#sample-table tbody tr";
  private static final String PIXELS =
      "return document.querySelector(arguments[0] + ' canvas').toDataURL()";

  @TempDir static Path folder;

  private static MollifyServer server;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    List<Path> bundles =
        List.of(
            TestBundles.affine(folder.resolve("wine"), "wine"),
            TestBundles.mixed(folder.resolve("mixed"), "mixed"),
            TestBundles.unproven(TestDeepBundle.write(folder.resolve("deep"), "deep")),
            TestBundles.lowerBound(folder.resolve("bound"), "bound", 8),
            TestImageBundle.withDecode(folder.resolve("image"), "image"));
    server =
        MollifyServer.start(
            ServerConfig.defaults().withPort(0).withBundles(bundles).with("allowUnproven", true));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void nothing_went_wrong_unseen() {
    browser.assertNoFaults();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wine", "mixed", "bound", "image"})
  void each_kind_of_model_has_its_card_and_its_samples(String model) {
    browser.open(server.port(), model);
    assertThat(browser.text("#card-title")).isEqualTo(model);
    assertThat(browser.text("#proof")).isEqualTo("proven");
    assertThat(browser.text("#facts")).contains("Parameters", "Data set", "Mollification");
    if (model.equals("image")) {
      assertThat(browser.script("return document.querySelectorAll('#gallery canvas').length"))
          .isEqualTo(48L);
      assertThat(browser.text("#facts")).contains("undequantised");
    } else {
      assertThat(browser.script("return document.getElementById('matrix').width > 200"))
          .isEqualTo(true);
      assertThat(browser.find("#matrix").getAttribute("aria-label")).contains("500 samples");
    }
    assertThat(browser.script("return document.title")).isEqualTo(model + " · Mollify");
  }

  @Test
  void a_model_that_is_not_proven_is_marked() {
    browser.open(server.port(), "deep");
    assertThat(browser.text("#proof")).isEqualTo("unproven");
    assertThat(browser.find("#proof").getAttribute("class")).contains("unproven");
  }

  @Test
  void samples_change_with_the_seed_and_come_back_with_it() {
    browser.open(server.port(), "wine");
    String seven = draw("7");
    assertThat(draw("8")).isNotEqualTo(seven);
    assertThat(draw("7")).isEqualTo(seven);
    browser.click("#another-seed");
    browser.await("return document.getElementById('seed').value.length > 3");
    assertThat(browser.text(FIRST_ROW)).isNotEqualTo(seven);
  }

  private static String draw(String seed) {
    browser.type("#seed", seed);
    browser.click("#draw");
    browser.await(
        "return document.getElementById('sample-status').textContent.includes('seed "
            + seed
            + ",')");
    return browser.text(FIRST_ROW);
  }

  @Test
  void what_the_server_refuses_is_said_beside_the_form() {
    browser.open(server.port(), "wine");
    browser.type("#seed", "seven");
    browser.click("#draw");
    browser.await("return !document.getElementById('sample-problem').hidden");
    assertThat(browser.text("#sample-problem")).startsWith("seed is \"seven\"; expected a whole");
    draw("7");
    assertThat(browser.find("#sample-problem").isDisplayed()).isFalse();
  }

  @Test
  void columns_of_the_plot_can_be_chosen() {
    browser.open(server.port(), "wine");
    browser.click("#columns-choice summary");
    browser.click("#columns label:nth-of-type(2)");
    assertThat(browser.text("#columns-summary")).isEqualTo("Columns of the plot: 2 of 3");
    assertThat(browser.find("#matrix").getAttribute("aria-label"))
        .startsWith("Scatter plots of alcohol, time stamp over");
  }

  @Test
  void an_interpolation_begins_with_the_sample_of_its_seed() {
    browser.open(server.port(), "image");
    browser.type("#seed", "5");
    browser.click("#draw");
    browser.await(
        "return document.getElementById('sample-status').textContent.includes('seed 5,')");
    browser.type("#from-seed", "5");
    browser.click("#interpolation-form button");
    browser.await("return document.querySelectorAll('#strip canvas').length === 9");
    assertThat(browser.script(PIXELS, "#strip button:first-child"))
        .isEqualTo(browser.script(PIXELS, "#gallery button:first-child"));
    assertThat(browser.script(PIXELS, "#strip button:last-child"))
        .isNotEqualTo(browser.script(PIXELS, "#gallery button:first-child"));
  }

  @Test
  void a_model_that_cannot_interpolate_has_no_form_for_it() {
    browser.open(server.port(), "wine");
    assertThat(browser.find("#interpolation").isDisplayed()).isFalse();
  }

  @Test
  void another_model_is_one_choice_away() {
    browser.open(server.port(), "wine");
    browser.find("#model").sendKeys("image");
    browser.await("return document.querySelectorAll('#gallery canvas').length === 48");
    assertThat(browser.text("#card-title")).isEqualTo("image");
    assertThat(browser.script("return location.hash")).isEqualTo("#image");
  }

  @Test
  void arrow_keys_go_through_the_gallery_and_enter_scores() {
    browser.open(server.port(), "image");
    browser.script("document.querySelector('#gallery button').focus()");
    Actions keys = new Actions(browser.driver());
    keys.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.ENTER).perform();
    browser.awaitScores();
    assertThat(browser.text("#anomaly-table tbody tr")).startsWith("Sample 2");
    assertThat(browser.text("#anomalies-note")).contains("called anomalies by typicality");
    assertThat(
            browser.script("return document.querySelectorAll('#gallery [tabindex=\"0\"]').length"))
        .isEqualTo(1L);
  }

  @Test
  void light_and_dark_follow_the_system_and_are_both_legible() {
    browser.open(server.port(), "wine");
    double light = luminanceOfGround();
    scheme("dark");
    try {
      assertThat(luminanceOfGround()).isLessThan(0.05).isLessThan(light);
      assertLegible();
    } finally {
      scheme("light");
    }
    assertThat(luminanceOfGround()).isGreaterThan(0.8);
    assertLegible();
  }

  private static void scheme(String name) {
    browser.command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  /** Contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3). */
  private static void assertLegible() {
    for (String colour : List.of("ink", "soft", "accent", "mark", "good")) {
      assertThat(contrast(luminance("--" + colour), luminance("--card")))
          .as(colour)
          .isGreaterThanOrEqualTo(4.5);
    }
    assertThat(contrast(luminance("--on-accent"), luminance("--accent")))
        .isGreaterThanOrEqualTo(4.5);
  }

  private static double contrast(double a, double b) {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminanceOfGround() {
    return luminance("--ground");
  }

  private static double luminance(String name) {
    String colour =
        (String)
            browser.script(
                "return getComputedStyle(document.documentElement)"
                    + ".getPropertyValue(arguments[0]).trim()",
                name);
    double total = 0;
    double[] weights = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      total += weights[i] * (c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return total;
  }

  @ParameterizedTest
  @ValueSource(strings = {"wine", "image"})
  void a_phone_shows_one_panel_below_the_other_without_scrolling_sideways(String model) {
    browser.command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 800, "deviceScaleFactor", 2, "mobile", true));
    try {
      browser.open(server.port(), model);
      assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(360);
      assertThat(browser.find("#score").getLocation().y)
          .isGreaterThan(browser.find("#samples").getLocation().y + 300);
    } finally {
      browser.command("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }
}
