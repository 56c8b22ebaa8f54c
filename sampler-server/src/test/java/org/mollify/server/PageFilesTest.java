package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.testing.TestBundles;

/** How the files of the page are served. */
class PageFilesTest {
  private static final Path SOURCES = Path.of("src/main/resources/org/mollify/server/page");
  private static final Set<String> ELSEWHERE =
      Set.of("index.html", "docs.html", "docs.css", "docs.js", "openapi.json");

  @RegisterExtension
  static final RunningServer server = RunningServer.of("wine", TestBundles::affine);

  private final Client client = server.client();

  private static Set<String> files() throws Exception {
    try (Stream<Path> listed = Files.list(SOURCES)) {
      Set<String> names = new TreeSet<>();
      listed.map(file -> file.getFileName().toString()).forEach(names::add);
      names.removeAll(ELSEWHERE);
      return names;
    }
  }

  @Test
  void every_file_is_served_with_its_type_and_needs_nothing_from_elsewhere() throws Exception {
    assertThat(files()).hasSizeGreaterThan(15);
    for (String name : files()) {
      HttpResponse<byte[]> answer = client.get("/page/" + name);
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValue(
              name.endsWith(".js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8");
      assertThat(Client.text(answer))
          .as(name)
          .doesNotContain("http://")
          .doesNotContain("https://")
          .doesNotContain("@import");
    }
  }

  @Test
  void every_import_leads_to_a_file() throws Exception {
    Pattern imported = Pattern.compile("from \"\\./([^\"]+)\"");
    for (String name : files()) {
      List<String> others =
          imported
              .matcher(Client.text(client.get("/page/" + name)))
              .results()
              .map((MatchResult found) -> found.group(1))
              .toList();
      assertThat(files()).as(name).containsAll(others);
    }
  }

  @Test
  void the_page_has_neither_scripts_nor_styles_within() throws Exception {
    String page = Client.text(client.get("/"));
    assertThat(page).contains("<script type=\"module\" src=\"page/main.js\"></script>");
    assertThat(page).doesNotContain("<style").doesNotContain(" style=").doesNotContain(" onclick");
  }

  @Test
  void a_file_that_a_browser_has_is_not_sent_again() throws Exception {
    HttpResponse<byte[]> first = client.get("/page/main.js");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again = client.get("/page/main.js", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).hasValue(tag);
    assertThat(client.get("/page/main.js", "If-None-Match", "\"old\"").statusCode()).isEqualTo(200);
    assertThat(client.get("/page/page.css").headers().firstValue("ETag")).isNotEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TAG",
        "W/TAG",
        "\"old\", TAG",
        "\"old\",W/\"older, or so\" , W/TAG,\"x\"",
        "*",
        " * "
      })
  void a_file_that_a_browser_has_among_others_is_not_sent_again(String condition) throws Exception {
    String tag = client.get("/page/main.js").headers().firstValue("ETag").orElseThrow();
    String opaque = tag.replaceFirst("^W/", "");
    HttpResponse<byte[]> again =
        client.get("/page/main.js", "If-None-Match", condition.replace("TAG", opaque));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().allValues("Vary")).contains("Accept-Encoding");
    HttpResponse<byte[]> other =
        client.get("/page/page.css", "If-None-Match", condition.replace("TAG", opaque));
    assertThat(other.statusCode()).isEqualTo(condition.strip().equals("*") ? 304 : 200);
  }

  @Test
  void conditions_in_several_headers_are_one_list() throws Exception {
    String tag = client.get("/page/main.js").headers().firstValue("ETag").orElseThrow();
    assertThat(
            client
                .get("/page/main.js", "If-None-Match", "\"old\"", "If-None-Match", tag)
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void a_file_that_comes_compressed_or_not_has_no_tag_that_says_byte_for_byte() throws Exception {
    HttpResponse<byte[]> plain = client.get("/page/main.js");
    HttpResponse<byte[]> packed = client.get("/page/main.js", "Accept-Encoding", "gzip");
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    for (HttpResponse<byte[]> answer : List.of(plain, packed)) {
      assertThat(answer.headers().firstValue("ETag").orElseThrow()).startsWith("W/\"");
      assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
    }
  }

  @Test
  void a_file_that_is_not_of_the_page_is_unknown() throws Exception {
    for (String path : List.of("/page/none.js", "/page/openapi.json", "/page/..%2fdocs.js")) {
      assertThat(client.get(path).statusCode()).as(path).isIn(400, 404);
    }
    assertThat(Client.problem(client.get("/page/none.js"), 404, "unknown-path"))
        .isEqualTo("the page has no file none.js");
  }
}
