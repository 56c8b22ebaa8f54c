package org.mollify.experiments.reproduce.table4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mollify.experiments.reproduce.table4.Cells.cell;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableMarkdownTest {

  private static List<CellResult> seeds(String data, String model, double vanilla, double moll) {
    List<CellResult> cells = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      double shift = seed == 1 ? -0.1 : 0.1;
      cells.add(cell(new CellKey(data, model, "none", seed), vanilla + shift, -10.5 + shift));
      cells.add(cell(new CellKey(data, model, "gaussian", seed), moll + shift, -10.75 + shift));
    }
    return cells;
  }

  @Test
  void a_cell_has_mean_deviation_and_the_papers_value_beside() {
    String text = TableMarkdown.of(seeds("redwine", "maf", -16, -11.5), "mollify x", List.of());
    assertThat(text)
        .contains(
            "| redwine | maf | none | 2 | -16.00 ± 0.14 | -16.32 ± 1.88 | -15.2, -15.1 | yes: paper |"
                + "  |")
        .contains(
            "| redwine | maf | gaussian | 2 | -11.50 ± 0.14 | -11.51 ± 0.44 | -11.6, -11.3 | yes:"
                + " paper | yes |")
        .contains("| redwine | maf | 2, 2 | -10.50 ± 0.14 | 7, 7 | -10.75 ± 0.14 | 7, 7 | -0.25 ±")
        .contains("-116.1 (seed 1, row 42)")
        .contains("```\nmollify x\n```")
        .contains("- machine: 2 cores, test")
        .contains("- revision: abcdef0")
        .contains("between 2026-01-01T00:00:00Z and 2026-01-02T00:00:00Z");
  }

  @Test
  void the_parts_of_miniboone_never_stand_beside_the_paper() {
    String text =
        TableMarkdown.of(seeds("miniboone-parts", "maf", -13, -12), "mollify x", List.of());
    assertThat(text)
        .contains("| miniboone-parts | maf | none | 2 | -13.00 ± 0.14 |  |")
        .doesNotContain("| paper |")
        .doesNotContain("-13.03");
  }

  @Test
  void a_quick_table_says_so_and_does_not_compare() {
    CellResult quick = cell(new CellKey("redwine", "maf", "none", 1), -12.0, -11.0, true);
    String text = TableMarkdown.of(List.of(quick), "mollify x", List.of("a.png"));
    assertThat(text)
        .startsWith("# A quick look at Table 4")
        .contains("not the paper's protocol")
        .contains("| redwine | maf | none | 1 | -12.00 |  |")
        .contains("![a.png](a.png)")
        .doesNotContain("| paper |");
  }

  @Test
  void a_result_that_is_not_finite_is_not_averaged_away() {
    List<CellResult> cells = new ArrayList<>(seeds("redwine", "glow", -18, -12));
    cells.add(cell(new CellKey("redwine", "glow", "none", 3), null, null));
    assertThat(TableMarkdown.of(cells, "mollify x", List.of()))
        .contains(
            "| redwine | glow | none | 3 | not finite | -18.21 ± 1.14 | -17.9, -16.5 | no: not")
        .contains("not finite (seed 3, row 42)");
  }
}
