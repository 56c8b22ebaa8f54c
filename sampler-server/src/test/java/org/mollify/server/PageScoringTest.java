package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.config.ServerConfig;
import org.mollify.server.security.Scope;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page in a real browser: scores, anomalies, keys. */
class PageScoringTest {
  /** The third row has a pH that no wine has. */
  private static final String TABLE =
      """
      alcohol,pH,time stamp
      1.5,-2.25,1600000001
      2.5,-2.5,1600000500
      1.5,900,1600000001
      """;

  @TempDir static Path folder;

  private static KeyFile keys;
  private static MollifyServer server;
  private static MollifyServer guarded;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    ServerConfig config =
        ServerConfig.defaults()
            .withPort(0)
            .withBundles(
                List.of(
                    TestBundles.affine(folder.resolve("wine"), "wine"),
                    TestBundles.lowerBound(folder.resolve("bound"), "bound", 8),
                    TestImageBundle.withComplexity(folder.resolve("image"), "image")));
    server = MollifyServer.start(config);
    keys = new KeyFile(folder.resolve("keys.yaml")).add("k", Scope.SAMPLE, Scope.SCORE);
    guarded = MollifyServer.start(config.with("security.keyFile", keys.path()));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    for (MollifyServer one : new MollifyServer[] {server, guarded}) {
      if (one != null) {
        one.close();
      }
    }
  }

  @AfterEach
  void nothing_went_wrong_unseen() {
    browser.assertNoFaults();
  }

  @Test
  void a_pasted_table_has_its_anomaly_marked_with_the_column_that_causes_it() {
    browser.open(server.port(), "wine");
    browser.paste("#csv", TABLE);
    browser.click("#score-button");
    browser.awaitScores();
    assertThat(browser.text("#score-status")).startsWith("3 rows scored").contains("1 anomaly at");
    assertAnomaly("3", "pH = 900");
    assertThat(count("#histogram rect.odd")).isEqualTo(1);
    assertThat(count("#histogram rect.usual")).isEqualTo(2);
    assertThat(count("#histogram .threshold")).isEqualTo(1);
    assertThat(browser.text("#histogram-caption"))
        .contains("199 held-out items", "-39.9".replace('-', '−'));
    assertThat(browser.find("#matrix").getAttribute("aria-label")).contains("1 anomalies marked");
    assertThat(browser.text("#speed-table")).contains("samples", "scores", "attributions");
  }

  private static void assertAnomaly(String row, String cause) {
    assertThat(count("#anomaly-table tbody tr")).isEqualTo(1);
    assertThat(browser.text("#anomaly-table tbody td")).isEqualTo(row);
    assertThat(browser.text("#anomaly-table .cause")).startsWith(cause);
  }

  private static long count(String selector) {
    return (Long) browser.script("return document.querySelectorAll(arguments[0]).length", selector);
  }

  @Test
  void a_dropped_file_is_scored_at_once_whatever_its_delimiter_and_order() {
    browser.open(server.port(), "wine");
    browser.drop(
        "#drop",
        "plant.csv",
        "text/csv",
        "\uFEFF\"pH\";\"time stamp\";alcohol\r\n-2.25;1600000001;1.5\r\n900;1600000001;1.5\r\n");
    browser.awaitScores();
    assertAnomaly("2", "pH = 900");
  }

  @Test
  void rows_without_names_are_taken_in_the_order_of_the_columns() {
    browser.open(server.port(), "wine");
    browser.paste("#csv", TABLE.substring(TABLE.indexOf('\n') + 1));
    browser.click("#score-button");
    browser.awaitScores();
    assertAnomaly("3", "pH = 900");
  }

  @Test
  void samples_of_the_model_are_no_anomalies() {
    browser.open(server.port(), "wine");
    browser.click("#fill");
    browser.click("#score-button");
    browser.awaitScores();
    assertThat(browser.text("#score-status")).startsWith("50 rows scored").contains("0 anomalies");
    assertThat(browser.find("#anomalies").isDisplayed()).isFalse();
  }

  @Test
  void a_rate_that_the_held_out_rows_cannot_tell_is_refused_beside_its_field() {
    browser.open(server.port(), "wine");
    browser.type("#rate", "0.1");
    browser.find("#rate").sendKeys(Keys.TAB);
    browser.await("return !document.getElementById('rate-problem').hidden");
    assertThat(browser.text("#rate-problem"))
        .startsWith("a false-alarm rate of 0.001 needs at least 1000 held-out rows");
    browser.type("#rate", "5");
    browser.find("#rate").sendKeys(Keys.TAB);
    browser.await("return document.getElementById('rate-problem').hidden");
  }

  @Test
  void a_table_that_does_not_fit_is_refused_beside_the_form_with_its_line() {
    browser.open(server.port(), "wine");
    browser.paste("#csv", TABLE + "1.5,much,1600000001\n");
    browser.click("#score-button");
    browser.await("return !document.getElementById('score-problem').hidden");
    assertThat(browser.text("#score-problem")).contains("much").contains("(line 5)");
    browser.paste("#csv", "");
    browser.click("#score-button");
    browser.await(
        "return document.getElementById('score-problem').textContent.startsWith('There is nothing')");
  }

  @Test
  void long_work_goes_in_parts_and_can_be_stopped() {
    browser.open(server.port(), "wine");
    Object before =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[0];
                const rows = '1.5,-2.25,1600000001\\n'.repeat(400000);
                const data = new DataTransfer();
                data.items.add(new File(['alcohol,pH,time stamp\\n' + rows], 'long.csv'));
                document.getElementById('drop').dispatchEvent(
                    new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
                const watch = setInterval(() => {
                  const status = document.getElementById('score-status').textContent;
                  if (!status.includes('rows scored')) return;
                  clearInterval(watch);
                  const enabled = !document.getElementById('stop').disabled;
                  document.getElementById('stop').click();
                  done(enabled);
                }, 5);
                """);
    assertThat(before).isEqualTo(true);
    browser.awaitScores();
    assertThat(browser.text("#score-status")).startsWith("Stopped. ").doesNotContain("400,000");
    assertThat(browser.find("#stop").isEnabled()).isFalse();
    assertThat(browser.find("#score-problem").isDisplayed()).isFalse();
    assertThat(browser.find("#progress").isDisplayed()).isFalse();
  }

  @Test
  void keys_alone_draw_samples_and_find_the_anomaly() {
    browser.open(server.port(), "wine");
    List<String> order = new ArrayList<>();
    browser.script("document.activeElement.blur()");
    tabTo("seed", order);
    press("7" + Keys.ENTER);
    browser.await(
        "return document.getElementById('sample-status').textContent.includes('7, drawn')");
    tabTo("csv", order);
    press(TABLE.replace("\n", Keys.chord(Keys.ENTER)));
    tabTo("score-button", order);
    press(Keys.ENTER);
    browser.awaitScores();
    assertAnomaly("3", "pH = 900");
    assertThat(order)
        .containsSubsequence(
            "model",
            "count",
            "seed",
            "temperature",
            "draw",
            "another-seed",
            "csv",
            "file",
            "fill",
            "score-kind",
            "rate",
            "score-button");
  }

  /** Presses the tabulator until an element has the focus, which has to be visible all the way. */
  private static void tabTo(String id, List<String> order) {
    for (int i = 0; i < 40; i++) {
      press(Keys.TAB);
      String at = (String) browser.script("return document.activeElement.id");
      order.add(at);
      assertThat(
              browser.script(
                  "const style = getComputedStyle(document.activeElement);"
                      + " return parseFloat(style.outlineWidth) > 0 && style.outlineStyle"))
          .as("outline of " + at)
          .isNotIn(false, "none");
      if (at.equals(id)) {
        return;
      }
    }
    assertThat(order).as("focus").contains(id);
  }

  private static void press(CharSequence text) {
    new Actions(browser.driver()).sendKeys(text).perform();
  }

  @Test
  void every_field_has_a_label_and_what_changes_is_announced() {
    browser.open(server.port(), "wine");
    assertThat(
            browser.script(
                "return [...document.querySelectorAll('input, select, textarea')]"
                    + ".filter(field => field.labels.length === 0).map(field => field.id)"))
        .isEqualTo(List.of());
    for (String id : List.of("sample-status", "score-status")) {
      assertThat(browser.find("#" + id).getAttribute("role")).isEqualTo("status");
    }
    for (String id : List.of("page-problem", "sample-problem", "score-problem", "rate-problem")) {
      assertThat(browser.find("#" + id).getAttribute("role")).isEqualTo("alert");
    }
  }

  @Test
  void a_lower_bound_is_named_and_scored_without_causes_where_there_are_none() {
    browser.open(server.port(), "bound");
    assertThat(browser.text("#facts")).contains("lower bound of the log-likelihood");
    browser.paste("#csv", "0.5,-0.5\n");
    browser.click("#score-button");
    browser.awaitScores();
    assertThat(browser.text("#score-status")).startsWith("1 row scored");
  }

  @Test
  void a_picture_that_is_odd_is_called_so_by_the_score_that_is_chosen() {
    browser.open(server.port(), "image");
    browser.click("#gallery button");
    browser.awaitScores();
    assertThat(browser.text("#anomalies-note")).contains("by typicality");
    browser.find("#score-kind").sendKeys("complexity");
    browser.await(
        "return document.getElementById('anomalies-note').textContent.includes('complexity')");
    assertThat(browser.text("#histogram")).contains("bits per dimension");
    browser.drop("#drop", "text.png", "image/png", "no picture");
    browser.await("return !document.getElementById('score-problem').hidden");
    assertThat(browser.text("#score-problem")).startsWith("text.png: ");
  }

  @Test
  void a_server_with_keys_is_given_one_for_this_tab_alone() {
    browser.load(guarded.port(), "wine");
    browser.await("return document.getElementById('key-dialog').open");
    assertThat(browser.text("#key-message")).contains("there is no API key");
    browser.type("#key", "mollify_wrong");
    browser.click("#key-form button");
    browser.await(
        "return document.getElementById('key-dialog').open"
            + " && document.getElementById('key-message').textContent.includes('not known')");
    browser.type("#key", keys.key("k"));
    browser.find("#key").sendKeys(Keys.ENTER);
    browser.await("return document.getElementById('sample-status').textContent !== ''");
    assertThat(browser.script("return [localStorage.length, document.cookie, location.search]"))
        .isEqualTo(List.of(0L, "", ""));
    assertThat(browser.find("#change-key").isDisplayed()).isTrue();
    assertThat(browser.script("return document.getElementById('key').value")).isEqualTo("");
    browser.driver().navigate().refresh();
    browser.await("return document.getElementById('sample-status').textContent !== ''");
    assertThat(browser.find("#change-key").isDisplayed()).isTrue();
  }
}
