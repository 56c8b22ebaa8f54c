package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ServerConfig;
import org.openqa.selenium.Keys;

/**
 * The page in a real browser where things go another way: late answers, models that lack something.
 */
class PageEdgesTest {
  /** Holds back the request of this number that has this text in its path, until it is released. */
  private static final String HOLD =
      """
      const [text, number] = arguments;
      const send = window.fetch;
      let count = 0;
      window.arrived = false;
      window.over = false;
      window.fetch = async (path, options) => {
        if (!String(path).includes(text) || ++count !== number) return send(path, options);
        window.arrived = true;
        await new Promise((resolve) => { window.release = resolve; });
        try {
          return await send(path, options);
        } finally {
          setTimeout(() => { window.over = true; }, 100);
        }
      };
      """;

  @RegisterExtension
  static final RunningServer server =
      RunningServer.of("wine", TestBundles::affine)
          .and("bare", (folder, name) -> TestBundles.uncalibrated(TestBundles.affine(folder, name)))
          .and("image", TestImageBundle::withDecode)
          .and(
              "plain",
              (folder, name) -> TestBundles.uncalibrated(TestImageBundle.write(folder, name)));

  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothing_went_wrong_unseen() {
    browser.assertNoFaults();
  }

  @Test
  void another_rate_while_a_table_is_scored_does_not_end_the_scoring() {
    browser.open(server.port(), "wine");
    browser.script(HOLD, "loglik", 2);
    dropRows(15_000, "1.5,900,1600000001");
    browser.await("return window.arrived");
    String before = browser.text("#histogram-caption");
    browser.type("#rate", "5");
    browser.find("#rate").sendKeys(Keys.TAB);
    browser.await(
        "return document.getElementById('histogram-caption').textContent.match(/threshold, .*/)[0]"
            + " !== '"
            + before.substring(before.indexOf("threshold,"))
            + "'");
    assertThat(browser.find("#stop").isEnabled()).isTrue();
    browser.script("window.release()");
    browser.awaitScores();
    assertThat(browser.text("#score-status"))
        .startsWith("15,001 rows scored in")
        .contains("1 anomaly at a false-alarm rate of 5 percent");
    assertThat(browser.text("#anomaly-table tbody td")).isEqualTo("15,001");
    assertThat(browser.text("#anomaly-table .cause")).startsWith("pH = 900");
  }

  @Test
  void a_row_of_a_later_part_is_named_by_its_place_in_the_table() {
    browser.open(server.port(), "wine");
    dropRows(13_340, "1.5,much,1600000001");
    browser.await("return !document.getElementById('score-problem').hidden");
    assertThat(browser.text("#score-problem"))
        .startsWith("rows[13340][1] (column \"pH\") is \"much\"")
        .endsWith("(line 13342)");
  }

  /** Drops a table of equal rows and another one after them. */
  private static void dropRows(int count, String last) {
    browser.drop(
        "#drop",
        "long.csv",
        "text/csv",
        "alcohol,pH,time stamp\n" + "1.5,-2.25,1600000001\n".repeat(count) + last + "\n");
  }

  @Test
  void a_table_is_scored_by_a_model_without_held_out_scores() {
    browser.open(server.port(), "bare");
    assertThat(browser.find("#rate-field").isDisplayed()).isFalse();
    browser.paste("#csv", "alcohol,pH,time stamp\n1.5,-2.25,1600000001\n1.5,900,1600000001\n");
    browser.click("#score-button");
    browser.awaitScores();
    assertThat(browser.text("#score-status")).startsWith("2 rows scored").doesNotContain("anomal");
    assertThat(browser.text("#anomalies-title")).isEqualTo("Least likely rows");
    assertThat(browser.text("#anomalies-note")).contains("no held-out scores");
    assertThat(browser.text("#anomaly-table thead")).doesNotContain("Percentile");
    assertThat(browser.text("#anomaly-table tbody td")).isEqualTo("2");
    assertThat(browser.text("#anomaly-table .cause")).startsWith("pH = 900");
    assertThat(browser.find("#score-problem").isDisplayed()).isFalse();
  }

  @Test
  void a_picture_is_scored_by_a_model_without_held_out_scores() {
    browser.open(server.port(), "plain");
    browser.click("#gallery button");
    browser.awaitScores();
    assertThat(browser.text("#anomalies-note")).startsWith("1 picture. ").contains("no held-out");
    assertThat(browser.text("#anomaly-table tbody")).contains("–").doesNotContain("usual");
  }

  @Test
  void a_picture_that_is_too_large_or_has_no_thumbnail_does_not_keep_the_others_from_scores() {
    browser.open(server.port(), "image");
    browser
        .driver()
        .executeAsyncScript(
            """
            const done = arguments[0];
            const options = {headers: {Accept: 'image/png'}};
            fetch('models/image/sample?n=1&seed=1', options).then(answer => answer.blob()).then(png => {
              window.createImageBitmap = () => Promise.reject(new Error('no bitmaps today'));
              const data = new DataTransfer();
              const add = (part, name) => data.items.add(new File([part], name, {type: 'image/png'}));
              add(png, 'first.png');
              add(new Uint8Array(17 << 20), 'large.png');
              add(png, 'last.png');
              document.getElementById('drop').dispatchEvent(
                  new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
              done();
            });
            """);
    browser.await("return !document.getElementById('score-problem').hidden");
    browser.awaitScores();
    assertThat(browser.text("#score-problem")).startsWith("large.png: the body is larger than");
    assertThat(browser.text("#score-status")).startsWith("2 pictures scored");
    assertThat(browser.text("#anomaly-table tbody")).contains("first.png", "last.png");
  }

  @Test
  void a_threshold_that_comes_late_does_not_replace_a_newer_one() {
    browser.open(server.port(), "wine");
    browser.await("return document.querySelectorAll('#histogram .threshold').length === 1");
    browser.script(HOLD, "calibration", 1);
    browser.type("#rate", "5");
    browser.find("#rate").sendKeys(Keys.TAB);
    browser.await("return window.arrived");
    String first = browser.text("#histogram-caption");
    browser.type("#rate", "50");
    browser.find("#rate").sendKeys(Keys.TAB);
    browser.await(
        "return document.getElementById('histogram-caption').textContent !== '" + first + "'");
    String newer = browser.text("#histogram-caption");
    browser.script("window.release()");
    browser.await("return window.over");
    assertThat(browser.text("#histogram-caption")).isEqualTo(newer);
  }

  @Test
  void pictures_that_are_cut_out_late_do_not_appear_beside_another_model() {
    browser.open(server.port(), "image");
    browser.script(
        """
        const cut = window.createImageBitmap;
        window.createImageBitmap = async (...given) => {
          window.cutting = (window.cutting ?? 0) + 1;
          await new Promise((resolve) => {
            (window.waiting ??= []).push(resolve);
          });
          return cut(...given);
        };
        """);
    browser.click("#draw");
    browser.click("#interpolation-form button");
    browser.await("return window.cutting === 2");
    browser.find("#model").sendKeys("wine");
    browser.await(
        "return document.getElementById('sample-status').textContent.startsWith('500 rows')");
    browser
        .driver()
        .executeAsyncScript("window.waiting.forEach(go => go()); setTimeout(arguments[0], 300)");
    assertThat(browser.text("#sample-status")).startsWith("500 rows");
    assertThat(
            browser.script(
                "return document.querySelectorAll('#gallery canvas, #strip canvas').length"))
        .isEqualTo(0L);
    assertThat(browser.script("return document.getElementById('interpolation-status').textContent"))
        .isEqualTo("");
  }

  @Test
  void the_page_begins_with_a_model_that_is_served_where_the_default_is_not() throws Exception {
    ServerConfig config =
        ServerConfig.defaults()
            .withPort(0)
            .withBundles(List.of(server.bundle("wine"), server.bundle("bare")));
    try (MollifyServer without = MollifyServer.start(config)) {
      Client client = new Client(without.port());
      assertThat(client.post("/admin/models/wine/unload", "").statusCode()).isEqualTo(200);
      browser.open(without.port(), "");
      assertThat(browser.text("#card-title")).isEqualTo("bare");
      assertThat(browser.find("#page-problem").isDisplayed()).isFalse();
    }
  }
}
