package org.mollify.server.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetailLineTest {

  @Test
  void a_long_text_keeps_its_begin_and_its_end() {
    String detail =
        Problem.of(ProblemType.ROWS, "column " + "x".repeat(1 << 20) + "; send pH", "/", "1")
            .detail();
    assertThat(detail)
        .hasSize(4005)
        .startsWith("column xxx")
        .contains("xxx ... xxx")
        .endsWith("xxx; send pH");
    assertThat(DetailLine.of("y".repeat(4000))).isEqualTo("y".repeat(4000));
  }

  @Test
  void a_problem_without_a_detail_says_its_kind() {
    assertThat(Problem.of(ProblemType.ROWS, null, "/", "1").detail())
        .isEqualTo("The rows do not fit the model");
    assertThat(new Problem("urn:x", "Odd", 400, "a\nb", "/", "1").detail()).isEqualTo("a\\u000ab");
  }

  @Test
  void a_text_is_not_parted_within_a_character() {
    String faces = "\ud83d\ude00".repeat(4000);
    for (String text : new String[] {faces, "x" + faces, "x" + faces + "y"}) {
      String line = DetailLine.of(text);
      assertThat(line.codePoints().filter(c -> c >= 0xD800 && c < 0xE000)).isEmpty();
    }
  }

  @Test
  void line_breaks_and_control_characters_are_written_as_escapes() {
    assertThat(DetailLine.of("a\r\nb\u2028c\u0000\u001bd\u00e9"))
        .isEqualTo("a\\u000d\\u000ab\\u2028c\\u0000\\u001bd\u00e9");
  }
}
