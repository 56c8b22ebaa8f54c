package org.mollify.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestManifest;

/** Bundles that lack what later releases added. */
class OlderBundleTest {

  private static final double[] ROW = {2, -2.5, 1.6e9 + 4000};

  @TempDir Path folder;

  @Test
  void a_bundle_of_the_first_release_scores_samples_and_maps_as_it_did() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.ofTheFirstRelease(folder))) {
      assertThat(model.proven()).isTrue();
      assertThat(model.score(new double[][] {ROW}).logLikelihood()[0])
          .isCloseTo(TestBundles.affineLogLikelihood(ROW), within(1e-9));
      assertThat(model.score(new double[][] {ROW}).heldOut()).isEqualTo(4);
      assertThat(model.calibration().orElseThrow().thresholdAt(0.25)).isFinite();
      assertThat(model.sample(3, 7)).hasDimensions(3, 3);
      assertThat(model.decode(model.encode(new double[][] {ROW}))[0])
          .containsExactly(ROW, within(1e-6));
      assertThat(model.manifest().data().columns())
          .allSatisfy(
              column -> {
                assertThat(column.categories()).isNullOrEmpty();
                assertThat(column.imputation()).isNull();
              });
      assertThatThrownBy(() -> model.attribute(new double[][] {ROW}, ScoreOptions.defaults()))
          .hasMessageContaining("holds no reference values to explain rows with");
      assertThatThrownBy(() -> model.score(new double[][] {{2, Double.NaN, 1.6e9}}))
          .hasMessage("rows[0][1] (column \"pH\") is NaN; expected a finite number");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "calibration", "provenance"})
  void a_manifest_without_an_optional_part_opens(String part) throws IOException {
    TestManifest.change(
        TestBundles.affine(folder, "lacking"),
        manifest -> {
          assertThat(manifest.remove(part)).isNotNull();
          manifest
              .at("/data/columns")
              .forEach(column -> ((ObjectNode) column).remove(List.of("categories", "imputation")));
        });
    try (GenerativeModel model = GenerativeModel.open(folder)) {
      assertThat(model.score(new double[][] {ROW}).logLikelihood()[0])
          .isCloseTo(TestBundles.affineLogLikelihood(ROW), within(1e-9));
    }
  }
}
