package org.mollify.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLayersTest {

  private static ConfigLayers settings() {
    return new ConfigLayers().set("model", "realnvp").set("data", "gmm");
  }

  @Test
  void the_defaults_are_the_protocol_of_the_papers_tables() {
    TrainingConfig config = settings().build();
    assertThat(config.epochs()).isEqualTo(150);
    assertThat(config.iterations()).isNull();
    assertThat(config.batchSize()).isEqualTo(100);
    assertThat(config.learningRate()).isEqualTo(1e-4);
    assertThat(config.weightDecay()).isEqualTo(1e-6);
    assertThat(config.options().get("hidden").asInt()).isEqualTo(512);
  }

  @Test
  void a_later_layer_goes_over_an_earlier_one(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.json");
    Files.writeString(file, "{\"batchSize\": 64, \"seed\": 7, \"options\": {\"hidden\": 32}}");
    TrainingConfig config =
        settings().preset(Preset.REALNVP_2D).file(file).assign("seed=9").build();
    assertThat(config.iterations()).isEqualTo(20_000);
    assertThat(config.batchSize()).isEqualTo(64);
    assertThat(config.seed()).isEqualTo(9);
    assertThat(config.options().get("hidden").asInt()).isEqualTo(32);
    assertThat(config.options().get("batchNorm").asBoolean()).isFalse();
  }

  @Test
  void an_option_of_the_model_may_be_named_with_and_without_its_prefix() {
    assertThat(settings().assign("hidden=48").build())
        .isEqualTo(settings().assign("options.hidden=48").build())
        .isEqualTo(settings().set("options", Map.of("hidden", 48)).build());
  }

  @Test
  void epochs_and_iterations_replace_each_other() {
    TrainingConfig iterations = settings().set("iterations", 10).build();
    assertThat(iterations.epochs()).isNull();
    TrainingConfig epochs = settings().set("iterations", 10).set("epochs", 2).build();
    assertThat(epochs.iterations()).isNull();
    assertThat(epochs.epochs()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"learningrate,learningRate", "hiden,hidden", "options.coupling,couplings"})
  void an_unknown_key_names_the_nearest(String key, String nearest) {
    assertThatThrownBy(() -> settings().assign(key + "=1").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown setting " + key.replace("options.", ""))
        .hasMessageContaining("(did you mean %s?)".formatted(nearest))
        .hasMessageContaining("; settings are ");
  }

  @Test
  void an_unknown_model_and_an_unknown_preset_name_the_nearest() {
    assertThatThrownBy(() -> settings().set("model", "realnpv").build())
        .hasMessageStartingWith(
            "unknown model realnpv (did you mean realnvp?); models are realnvp");
    assertThatThrownBy(() -> Preset.of("tabula"))
        .hasMessageStartingWith("unknown preset tabula (did you mean tabular?); presets are ");
  }

  @Test
  void a_run_without_a_model_is_told_which_there_are() {
    assertThatThrownBy(() -> new ConfigLayers().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a model is needed: give --model or --preset; models are realnvp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learningRate=-1|learningRate expects a positive number; got -1.0",
        "batchSize=1|batchSize expects at least 2; got 1",
        "epochs=0|epochs expects at least 1; got 0",
        "mollifyFraction=0|mollifyFraction expects above 0 and at most 1; got 0.0",
        "clipNorm=0|clipNorm expects a positive number; got 0.0",
        "maxSkippedSteps=0|maxSkippedSteps expects at least 1; got 0",
        "device=tpu|device expects auto, cpu or gpu; got tpu",
        "hidden=0|model option hidden expects a whole number of at least 1; got 0"
      })
  void a_value_out_of_range_says_what_was_expected_and_what_came(String assignment, String line) {
    assertThatThrownBy(() -> settings().assign(assignment).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(line);
  }

  @ParameterizedTest
  @CsvSource({"epochs=many", "per=month", "learningRate=fast", "hidden=wide"})
  void a_value_of_another_type_is_one_line(String assignment) {
    assertThatThrownBy(() -> settings().assign(assignment).build())
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasLineCount(1)
        .contains(assignment.substring(assignment.indexOf('=') + 1));
  }

  @Test
  void an_assignment_without_an_equals_sign_says_how_to_write_one() {
    assertThatThrownBy(() -> settings().assign("epochs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--set expects key=value; got epochs");
  }

  @Test
  void a_file_that_is_not_json_is_refused_with_its_line_and_column(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("run.json");
    Files.writeString(file, "{\n  \"epochs\": 3,\n  \"seed\" 4\n}");
    assertThatThrownBy(() -> settings().file(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("configuration file " + file + " is not JSON (line 3, column ")
        .message()
        .hasLineCount(1);
    Files.writeString(file, "[1, 2]");
    assertThatThrownBy(() -> settings().file(file))
        .isInstanceOf(IOException.class)
        .hasMessage("configuration file " + file + " expects a JSON object of settings; got ARRAY");
    Files.writeString(file, "");
    assertThatThrownBy(() -> settings().file(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expects a JSON object of settings");
    Path missing = folder.resolve("absent.json");
    assertThatThrownBy(() -> settings().file(missing))
        .isInstanceOf(IOException.class)
        .hasMessage("configuration file " + missing + " does not exist");
  }

  @Test
  void a_configuration_read_back_is_the_one_that_was_written() {
    TrainingConfig config = settings().set("clipNorm", 2.5).set("drop", new String[] {"a"}).build();
    assertThat(ConfigLayers.read(ConfigLayers.toJson(config))).isEqualTo(config);
    assertThat(ConfigLayers.differences(config, config)).isEmpty();
  }

  @Test
  void differences_are_listed_in_order_with_both_values() {
    assertThat(
            ConfigLayers.differences(
                settings().build(), settings().set("clipNorm", 2).set("seed", 3).build()))
        .containsExactly("clipNorm: null -> 2.0", "seed: 1 -> 3");
  }
}
