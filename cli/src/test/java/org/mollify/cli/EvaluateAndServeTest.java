package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.server.security.ApiKey;
import org.mollify.server.security.KeyRing;
import org.mollify.server.security.Scope;

class EvaluateAndServeTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | --data gmm --metric auroc | auroc and ap need labels",
        "1 | --data gmm --metric fid | metric fid is for images, and gmm is a table",
        "1 | --data gmm --metric loglk | unknown metric loglk (did you mean loglik?)",
        "2 | --data gmm --part tests | --part expects train or validation or test; got tests",
        "2 | --data gmm --checkpoint worst | --checkpoint expects last or best; got worst",
        "1 | --data gmm --split foo | unknown split 'foo'",
        "2 | --data gmm --split-seed one | --split-seed expects a whole number; got one",
        "1 | --data nothing | unknown data 'nothing'",
        "2 | --metric loglik | '--data=DATA'",
      })
  void a_wrong_option_of_evaluate_is_answered_with_one_line(int exit, String words, String line)
      throws IOException {
    expectLine("evaluate", exit, line, Console.line("evaluate " + words, TinyModel.bundle()));
  }

  @Test
  void a_folder_that_is_neither_run_nor_bundle_is_refused() {
    expectLine(
        "evaluate",
        1,
        "is neither a bundle nor a training run",
        Console.line("evaluate --data gmm", folder));
  }

  @Test
  void a_run_and_its_bundle_score_alike() throws IOException {
    String run = Console.line("evaluate --data gmm", TinyModel.run()).out();
    String bundle = Console.line("evaluate --data gmm", TinyModel.bundle()).out();

    assertThat(number(run, "logLikelihood"))
        .isCloseTo(number(bundle, "logLikelihood"), within(1e-4));
  }

  @Test
  void data_of_the_training_are_cut_as_for_the_training_unless_told_otherwise() throws IOException {
    Path run = folder.resolve("run");
    Path bundle = folder.resolve("bundle");
    Path table = table();
    Console.line(
            "train --model realnvp --set hidden=8 --iterations 4 --batch-size 16",
            "--split",
            "paper",
            "--split-seed",
            5,
            "--data",
            "csv:" + table,
            "--out",
            run)
        .expectDone();
    Console.run("export", run, "--out", bundle).expectDone();
    for (Path target : List.of(run, bundle)) {
      String same = evaluate(target, table);
      assertThat(same).contains("\"split\" : \"paper\"", "\"splitSeed\" : 5");
      assertThat(evaluate(target, table, "--split", "seeded"))
          .contains("\"split\" : \"seeded\"", "\"splitSeed\" : 5");
      String other = evaluate(target, table, "--split", "seeded", "--split-seed", 6);
      assertThat(other).contains("\"splitSeed\" : 6");
      assertThat(number(other, "logLikelihood")).isNotEqualTo(number(same, "logLikelihood"));
      Files.writeString(table, Files.readString(table) + "1,2\n");
      assertThat(evaluate(target, table))
          .as("a file that the training did not see has the split of files")
          .contains("\"split\" : \"seeded\"", "\"splitSeed\" : 0");
      table();
    }
  }

  private static String evaluate(Path target, Path table, Object... more) {
    List<Object> words = new ArrayList<>(List.of("evaluate", target, "--data", "csv:" + table));
    words.addAll(List.of(more));
    return Console.run(words.toArray()).expectDone().out();
  }

  private Path table() throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 100; i++) {
      text.append(random.nextGaussian()).append(',').append(random.nextGaussian()).append('\n');
    }
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | serve | name at least one bundle folder",
        "1 | serve nothing --port 0 | no bundle at nothing",
        "1 | serve --set limits.maxRow=1 | unknown key \"limits.maxRow\" (did you mean",
        "1 | serve nothing --host 0.0.0.0 | and there are no API keys; set security.keyFile",
        "2 | serve nothing --port abc | --port expects a whole number; got abc",
        "1 | serve nothing --port 99999 | port is 99999; expected 0 to 65535",
        "1 | serve --new-key ci --expires 2020-01-01 | --expires expects a date to come such as",
        "1 | serve --new-key ci --expires soon | got soon",
        "2 | serve --new-key ci --scopes all | --scopes expects sample or score or admin; got all",
        "2 | serve --scopes sample | --new-key",
        "1 | serve --config none.json | there is no such file",
      })
  void a_wrong_option_of_serve_is_answered_with_one_line(int exit, String words, String line) {
    expectLine("serve", exit, line, Console.line(words));
  }

  @Test
  void a_server_configuration_is_corrected() throws IOException {
    Path key = Files.writeString(folder.resolve("key.json"), "{\"models\": [\"b\"], \"ports\": 1}");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\"models\": [\n\"b\",, ]}");

    expectLine("serve", 1, "unknown key \"ports\"", Console.run("serve", "--config", key));
    expectLine("serve", 1, "line 2, column 4", Console.run("serve", "--config", broken));
  }

  @Test
  void a_checked_configuration_is_printed_with_the_origin_of_each_value() throws IOException {
    Console.Outcome outcome =
        Console.run(
                "serve",
                TinyModel.bundle(),
                "--port",
                0,
                "--set",
                "limits.burst=7",
                "--check-config")
            .expectDone();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .contains("port: 0  # command line", "  burst: 7  # command line", "queueSize: 256");
  }

  @Test
  void all_that_is_wrong_with_a_checked_configuration_is_told_at_once() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("server.yaml"),
            "models: [nothing]\nport: 99999\nlimits: {burst: ten}\n");

    Console.Outcome outcome = Console.run("serve", "--config", file, "--check-config");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .containsExactly(
            "mollify serve: limits.burst is \"ten\"; expected a whole number",
            "mollify serve: port is 99999; expected 0 to 65535",
            "mollify serve: no bundle at "
                + folder.resolve("nothing")
                + ": expected a folder that holds bundle.json");
    assertThat(outcome.out()).contains("port: 99999  # " + file);
  }

  @Test
  void a_new_key_is_printed_with_the_line_that_lets_it_in() throws IOException {
    Console.Outcome outcome =
        Console.run("serve", "--new-key", "ci", "--scopes", "sample,admin", "--expires", "90d")
            .expectDone();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(outcome.err()).doesNotContain(lines.get(0));
    Path file = Files.writeString(folder.resolve("keys.yaml"), lines.get(1));
    ApiKey key = KeyRing.read(file).find(lines.get(0), Instant.now()).orElseThrow();
    assertThat(key.name()).isEqualTo("ci");
    assertThat(key.scopes()).containsExactlyInAnyOrder(Scope.SAMPLE, Scope.ADMIN);
    assertThat(KeyRing.read(file).find(lines.get(0), Instant.now().plus(Duration.ofDays(91))))
        .isEmpty();
  }

  @Test
  void a_port_in_use_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Console.Outcome outcome =
          Console.run("serve", TinyModel.bundle(), "--port", taken.getLocalPort());

      assertThat(outcome.exit()).isEqualTo(1);
      assertThat(outcome.err())
          .contains("port %d on 127.0.0.1 is in use".formatted(taken.getLocalPort()));
    }
  }

  private static double number(String json, String key) {
    int from = json.indexOf("\"" + key + "\"");
    return Double.parseDouble(json.substring(from).split("[:,}]")[1].strip());
  }

  private static void expectLine(String command, int exit, String line, Console.Outcome outcome) {
    outcome.expectLine(command, exit, line);
  }
}
