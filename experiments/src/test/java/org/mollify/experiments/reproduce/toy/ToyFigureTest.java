package org.mollify.experiments.reproduce.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.experiments.Reproductions;
import org.mollify.experiments.reproduce.ReproductionRequest;

class ToyFigureTest {

  private static final ToyScale TINY = new ToyScale(80, 2, 300, 1);

  @TempDir Path folder;
  private final List<String> progress = new ArrayList<>();

  private ReproductionRequest request(List<String> only) {
    return new ReproductionRequest(
        folder, OptionalInt.empty(), true, Optional.empty(), only, 1, progress::add, line -> {});
  }

  private void run(String name, ToyScale scale) throws IOException {
    ((ToyFigure) Reproductions.get(name)).run(request(List.of()), scale);
  }

  @Test
  void every_figure_leaves_a_picture_and_a_page_that_says_it_is_a_subset() throws IOException {
    for (ToyFigure figure : ToyFigure.all()) {
      run(figure.name(), TINY);
      Path page = folder.resolve(figure.name() + ".md");
      assertThat(page).content().contains("A small subset", "--quick", "revision");
      try (var files = Files.list(folder)) {
        assertThat(files)
            .anyMatch(
                f ->
                    f.getFileName().toString().startsWith(figure.name())
                        && f.toString().endsWith(".png"));
      }
    }
    assertThat(folder.resolve("fig4.md")).content().contains("Vanilla over mollified", "unbiased");
    // The header, and 31 x 31 nodes for the truth and the model.
    assertThat(Files.readAllLines(folder.resolve("fig1-density.csv")))
        .hasSize(1 + 2 * 961)
        .element(1)
        .asString()
        .startsWith("\"truth\",-4.35");
    // Iterations 0, 40 and 80 of both trainings, the floor and the header.
    assertThat(Files.readAllLines(folder.resolve("fig6-mmd.csv"))).hasSize(8);
    assertThat(progress.stream().filter(line -> line.contains(": training,"))).hasSize(4);
  }

  @Test
  void a_finished_run_is_not_trained_again_and_gives_the_same_numbers() throws IOException {
    run("fig6", TINY);
    String first = Files.readString(folder.resolve("fig6-mmd.csv"));
    progress.clear();
    run("fig6", TINY);
    assertThat(progress).noneMatch(line -> line.contains("training,"));
    assertThat(folder.resolve("fig6-mmd.csv")).hasContent(first);
  }

  @Test
  void runs_of_another_length_are_refused() throws IOException {
    run("fig1", TINY);
    assertThatThrownBy(() -> run("fig1", new ToyScale(120, 2, 300, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("iterations: 80 -> 120")
        .hasMessageContaining("choose another --out");
  }

  @Test
  void figures_share_a_folder_beside_the_tables() {
    assertThat(ToyFigure.all()).allMatch(figure -> figure.folder().equals("figures"));
    assertThat(Reproductions.get("table4").folder()).isEqualTo("table4");
  }

  @Test
  void a_figure_cannot_be_restricted() {
    assertThatThrownBy(() -> Reproductions.get("fig3").run(request(List.of("gmm"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fig3 has no parts to restrict it to; leave out --only gmm");
  }

  @Test
  void a_ratio_is_shown_only_where_both_sides_are_above_twice_the_floor() {
    assertThat(MmdScale.ratio(9, 3, 1)).isEqualTo("3.00");
    assertThat(MmdScale.ratio(9, 2, 1)).startsWith("not shown");
    assertThat(MmdScale.ratio(1, 9, 1)).startsWith("not shown");
  }

  @Test
  void the_mollified_mixture_is_a_standard_normal_at_first_and_integrates_to_one() {
    double[] start = MollifiedMixture.logDensity(1).at(new double[][] {{0, 0}});
    assertThat(start[0]).isCloseTo(-Math.log(2 * Math.PI), within(1e-12));
    List<double[]> grid = new ArrayList<>();
    for (double x = -6; x < 6; x += 0.05) {
      for (double y = -6; y < 6; y += 0.05) {
        grid.add(new double[] {x, y});
      }
    }
    double[] logs = MollifiedMixture.logDensity(0.3).at(grid.toArray(double[][]::new));
    double mass = Arrays.stream(logs).map(Math::exp).sum() * 0.05 * 0.05;
    assertThat(mass).isCloseTo(1, within(1e-6));
  }

  @Test
  void angles_uniform_on_the_circle_have_a_flat_histogram() {
    double[][] points =
        Arrays.stream(CircleSamples.angles())
            .mapToObj(a -> new double[] {Math.cos(a), Math.sin(a)})
            .toArray(double[][]::new);
    assertThat(CircleSamples.histogram(points))
        .containsOnly(new double[] {1 / (2 * Math.PI)}, within(1e-12));
  }
}
