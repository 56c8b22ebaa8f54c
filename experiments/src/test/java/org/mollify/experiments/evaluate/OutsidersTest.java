package org.mollify.experiments.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.models.checkpoint.Checkpoint;
import org.mollify.runtime.score.PngCoder;
import org.mollify.trainer.data.image.FittedImages;
import org.mollify.trainer.data.image.ImageDataset;
import org.mollify.trainer.data.image.ImageShape;

class OutsidersTest {

  private static final int ITEMS = 60;

  @Test
  void a_name_says_what_is_done_and_how_much() {
    assertThat(Outsiders.parse("blurred")).isEqualTo(new Outsiders.Blurred(1));
    assertThat(Outsiders.parse("blurred:2.5")).isEqualTo(new Outsiders.Blurred(2.5));
    assertThat(Outsiders.parse("noised:50")).isEqualTo(new Outsiders.Noised(50));
    assertThat(Outsiders.parse("mnist")).isEqualTo(new Outsiders.OtherImages("mnist"));
    assertThat(Outsiders.parse("images:odd")).isEqualTo(new Outsiders.OtherImages("images:odd"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
blurred:wide | --against blurred:wide: expected a width in pixels above 0 behind the colon
noised:0 | --against noised:0: expected a width in grey levels above 0 behind the colon
redwine | --against redwine is a table; expected a set of images, blurred[:SIGMA] or noised[:SIGMA]
""")
  void another_name_is_refused(String spec, String message) {
    assertThatThrownBy(() -> Outsiders.parse(spec)).hasMessage(message);
  }

  @Test
  void an_unknown_name_lists_what_there_is() {
    assertThatThrownBy(() -> Outsiders.parse("mnits"))
        .hasMessageContaining("mnist")
        .hasMessageEndingWith("also blurred[:SIGMA], noised[:SIGMA]");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "MOLLIFY_DATA", matches = ".+")
  void digits_and_blurred_photographs_are_shorter_than_photographs_and_noisy_ones_longer()
      throws IOException {
    ImageEvaluation evaluation =
        new ImageEvaluation(
            Path.of("none"),
            Checkpoint.Slot.BEST,
            "cifar10",
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            true,
            Part.TEST,
            List.of(Metric.AUROC),
            Optional.empty(),
            2,
            ITEMS,
            3);
    ImageDataset cifar = evaluation.load(Optional.empty());
    ImageShape shape = cifar.test().shape();
    FittedImages test = new FittedImages(cifar.test(), shape);
    Outsiders.Images photographs =
        new Outsiders.Images("cifar10", test.description(), test.size(), test::levels);
    Outsiders.Images digits = Outsiders.parse("mnist").open(photographs, shape, evaluation);
    assertThat(photographs.made()).isEqualTo("as they are");
    assertThat(digits.made())
        .endsWith(
            "scaled from 28 x 28 to 32 x 32 (antialiased linear), grey repeated in 3 channels");
    double own = codeLength(photographs);
    assertThat(codeLength(digits)).isLessThan(own / 2);
    assertThat(codeLength(Outsiders.parse("blurred:2").open(photographs, shape, evaluation)))
        .isLessThan(own);
    assertThat(codeLength(Outsiders.parse("noised:25").open(photographs, shape, evaluation)))
        .isGreaterThan(own);
  }

  private static double codeLength(Outsiders.Images images) {
    PngCoder coder = new PngCoder(List.of(3L, 32L, 32L));
    return IntStream.range(0, ITEMS)
        .mapToDouble(i -> coder.bits(images.levels().apply(i), 0) / 3072.0)
        .average()
        .orElseThrow();
  }
}
