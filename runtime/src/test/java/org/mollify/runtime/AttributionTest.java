package org.mollify.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mollify.runtime.bundle.BundleException;
import org.mollify.runtime.score.ScoreOptions;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestManifest;

class AttributionTest {

  private static final double[] TYPICAL = TestBundles.SHIFT;

  @TempDir Path folder;

  @Test
  void attribution_is_the_gain_from_replacing_one_column_by_reference_values() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.affine(folder, "a"))) {
      double[] row = {5, -2.2, 1.6e9 + 86400};
      double[] attribution = model.attribute(new double[][] {row}, ScoreOptions.defaults())[0];
      double own = TestBundles.affineLogLikelihood(row);
      double[][] values = model.manifest().reference().values();
      for (int j = 0; j < row.length; j++) {
        double density = 0;
        for (double value : values[j]) {
          double[] replaced = row.clone();
          replaced[j] = value;
          density += Math.exp(TestBundles.affineLogLikelihood(replaced)) / values[j].length;
        }
        assertThat(attribution[j]).isCloseTo(Math.log(density) - own, within(1e-6));
      }
    }
  }

  @Test
  void a_column_that_is_off_ranks_first() throws IOException {
    try (GenerativeModel model = GenerativeModel.open(TestBundles.affine(folder, "a"))) {
      for (int broken = 0; broken < TYPICAL.length; broken++) {
        double[] row = TYPICAL.clone();
        row[broken] += 6 * TestBundles.SCALE[broken];
        double[] attribution = model.attribute(new double[][] {row}, ScoreOptions.defaults())[0];
        for (int j = 0; j < row.length; j++) {
          if (j == broken) {
            assertThat(attribution[j]).isGreaterThan(10);
          } else {
            assertThat(attribution[j]).isLessThan(0.5);
          }
        }
      }
    }
  }

  @Test
  void a_bundle_without_reference_values_opens_and_says_what_it_lacks() throws IOException {
    Path bundle = TestBundles.affine(folder, "a");
    TestManifest.change(bundle, tree -> tree.remove("reference"));
    try (GenerativeModel model = GenerativeModel.open(bundle)) {
      assertThat(model.score(new double[][] {TYPICAL}).finite()[0]).isTrue();
      assertThatThrownBy(() -> model.attribute(new double[][] {TYPICAL}, ScoreOptions.defaults()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(
              "bundle a holds no reference values to explain rows with; export it again with this release");
    }
  }

  @Test
  void reference_values_of_another_width_are_refused() throws IOException {
    Path bundle = TestBundles.affine(folder, "a");
    TestManifest.change(
        bundle, tree -> ((ObjectNode) tree.get("reference")).withArray("values").remove(0));
    assertThatThrownBy(() -> GenerativeModel.open(bundle))
        .isInstanceOf(BundleException.class)
        .hasMessageEndingWith("reference.values lists 2 columns; data.shape says 3");
  }
}
