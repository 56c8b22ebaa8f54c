package org.mollify.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mollify.runtime.bundle.BundleManifest.Distribution.NORMAL;
import static org.mollify.runtime.bundle.BundleManifest.Distribution.UNIFORM;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.mollify.runtime.bundle.BundleManifest.Distribution;
import org.mollify.runtime.noise.NoiseStream.Purpose;

class NoiseStreamTest {

  @Test
  void values_are_fixed_for_all_time() {
    double[] normals = draw(7, Purpose.SAMPLE, 3, 1, NORMAL, 1, 3);
    double[] uniforms = draw(7, Purpose.SAMPLE, 3, 1, UNIFORM, 1, 3);
    assertThat(normals)
        .containsExactly(-3.708339960541487E-4, 0.2128940169366039, 0.11400894103540293);
    assertThat(uniforms)
        .containsExactly(0.9775928543392528, 0.25027722716070966, 0.26124740134465374);
  }

  @Property(tries = 200)
  void a_shorter_draw_is_the_beginning_of_a_longer_one(
      @ForAll long seed,
      @ForAll @LongRange(min = 0) long index,
      @ForAll @IntRange(max = 33) int n) {
    double[] longer = draw(seed, Purpose.SAMPLE, index, 0, NORMAL, 1, 40);
    assertThat(draw(seed, Purpose.SAMPLE, index, 0, NORMAL, 1, n))
        .isEqualTo(Arrays.copyOf(longer, n));
  }

  @Property(tries = 200)
  void uniforms_lie_in_the_half_open_unit_interval(@ForAll long seed, @ForAll long index) {
    for (double u : draw(seed, Purpose.SCORE, index, 2, UNIFORM, 1, 16)) {
      assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
    }
  }

  @Test
  void seeds_indices_inputs_and_purposes_give_different_noise() {
    double[] base = draw(1, Purpose.SAMPLE, 0, 0, NORMAL, 1, 4);
    assertThat(draw(2, Purpose.SAMPLE, 0, 0, NORMAL, 1, 4)).isNotEqualTo(base);
    assertThat(draw(1L << 40 | 1, Purpose.SAMPLE, 0, 0, NORMAL, 1, 4)).isNotEqualTo(base);
    assertThat(draw(1, Purpose.SAMPLE, 1, 0, NORMAL, 1, 4)).isNotEqualTo(base);
    assertThat(draw(1, Purpose.SAMPLE, 1L << 40, 0, NORMAL, 1, 4)).isNotEqualTo(base);
    assertThat(draw(1, Purpose.SAMPLE, 0, 1, NORMAL, 1, 4)).isNotEqualTo(base);
    assertThat(draw(1, Purpose.SCORE, 0, 0, NORMAL, 1, 4)).isNotEqualTo(base);
  }

  @Test
  void temperature_scales_normals_and_leaves_uniforms_alone() {
    double[] normals = draw(5, Purpose.SAMPLE, 0, 0, NORMAL, 1, 8);
    double[] halved = draw(5, Purpose.SAMPLE, 0, 0, NORMAL, 0.5, 8);
    for (int i = 0; i < normals.length; i++) {
      assertThat(halved[i]).isEqualTo(normals[i] / 2);
    }
    assertThat(draw(5, Purpose.SAMPLE, 0, 0, UNIFORM, 0.5, 8))
        .isEqualTo(draw(5, Purpose.SAMPLE, 0, 0, UNIFORM, 1, 8));
  }

  @Test
  void normals_have_the_moments_of_the_standard_normal() {
    int n = 200_000;
    double mean = 0;
    double square = 0;
    double fourth = 0;
    double neighbours = 0;
    double previous = 0;
    double[] two = new double[2];
    NoiseStream stream = new NoiseStream(-9, Purpose.SAMPLE);
    for (int i = 0; i < n / 2; i++) {
      stream.fill(i, 0, NORMAL, 1, two, 0, 2);
      for (double z : two) {
        mean += z / n;
        square += z * z / n;
        fourth += z * z * z * z / n;
        neighbours += z * previous / n;
        previous = z;
      }
    }
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.015));
    assertThat(fourth).isCloseTo(3, within(0.12));
    assertThat(neighbours).isCloseTo(0, within(0.01));
  }

  private static double[] draw(
      long seed,
      Purpose purpose,
      long index,
      int input,
      Distribution distribution,
      double temperature,
      int n) {
    double[] out = new double[n];
    new NoiseStream(seed, purpose).fill(index, input, distribution, temperature, out, 0, n);
    return out;
  }
}
