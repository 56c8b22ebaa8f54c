package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSourceTest {
  @Test
  void names_and_files_are_told_apart() {
    assertThat(DataSource.parse("redwine")).isEqualTo(new DataSource.BuiltIn(BuiltInSet.REDWINE));
    assertThat(DataSource.parse("csv:a/b.txt"))
        .isEqualTo(new DataSource.TableFile(DataSource.Format.CSV, Path.of("a/b.txt")));
    assertThat(DataSource.parse("npy:x.npy"))
        .isEqualTo(new DataSource.TableFile(DataSource.Format.NPY, Path.of("x.npy")));
    assertThat(DataSource.parse("npz:x.npz"))
        .isEqualTo(new DataSource.TableFile(DataSource.Format.NPZ, Path.of("x.npz")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"images:faces", "cifar10", "celeba", "mnist"})
  void images_are_told_from_tables(String spec) {
    assertThat(DataSource.parse(spec).isImages()).isTrue();
    assertThat(DataSource.parse("redwine").isImages()).isFalse();
    assertThat(DataSource.parse("csv:faces").isImages()).isFalse();
  }

  @Test
  void an_unknown_name_gets_the_list_and_the_nearest() {
    assertThatThrownBy(() -> DataSource.parse("whitewin"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown data 'whitewin' (did you mean whitewine?); expected one of gmm, vonmises, redwine, whitewine,"
                + " parkinsons, miniboone, miniboone-parts, cifar10, celeba, mnist, or csv:PATH, npy:PATH,"
                + " npz:PATH, images:FOLDER");
  }

  @Test
  void a_bare_file_name_is_answered_with_its_prefix() {
    assertThatThrownBy(() -> DataSource.parse("wells.csv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'wells.csv' looks like a file; write csv:wells.csv");
    assertThatThrownBy(() -> DataSource.parse("a/wells.NPZ"))
        .hasMessage("'a/wells.NPZ' looks like a file; write npz:a/wells.NPZ");
  }

  @Test
  void a_prefix_needs_a_path() {
    assertThatThrownBy(() -> DataSource.parse("csv:"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'csv:' names no file; write csv:PATH");
  }

  @Test
  void the_catalogue_tells_what_can_be_loaded() {
    assertThat(DataCatalogue.entries())
        .extracting(DataCatalogue.Entry::name)
        .containsExactly(
            "gmm",
            "vonmises",
            "redwine",
            "whitewine",
            "parkinsons",
            "miniboone",
            "miniboone-parts",
            "cifar10",
            "celeba",
            "mnist",
            "csv:PATH",
            "npy:PATH",
            "npz:PATH",
            "images:FOLDER");
    assertThat(DataCatalogue.entries())
        .allSatisfy(entry -> assertThat(entry.description()).isNotBlank());
  }
}
