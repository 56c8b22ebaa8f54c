package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mollify.server.security.Scope.SAMPLE;
import static org.mollify.server.security.Scope.SCORE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.server.config.InvalidConfigException;
import org.mollify.server.security.ApiKey;
import org.mollify.server.security.KeyRing;

/** Files of API keys. */
class KeyRingTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: a, scopes: [sample], hash: mollify_secret} | key 1 has no hash; expected the form",
        "- {name: 'a b', scopes: [sample], hash: HASH} | key 1 has no name of at most 64 letters",
        "- {name: a, scopes: [smaple], hash: HASH} | unknown scope \"smaple\" (did you mean \"sample\"?)",
        "- {name: a, scopes: [], hash: HASH} | key 1 has no scopes; expected some of sample, score, admin",
        "- {name: a, hash: HASH} | key 1 has no scopes",
        "- {name: a, scopes: [sample], hash: HASH, expire: 1} | key 1 has an unknown field",
        "- {name: a, scopes: [sample], hash: HASH, expires: soon} | key 1 expires \"soon\"; expected a date",
        "- mollify_secret | key 1 is no {name: ..., scopes: [...], hash: ...}",
        "mollify_secret | there are no keys; add the line that mollify serve --new-key NAME prints"
      })
  void a_file_of_keys_is_explained_without_repeating_a_secret(String line, String problem)
      throws IOException {
    String hash = ApiKey.create("x", java.util.Set.of(SAMPLE), null).line().split("\"")[3];
    Path file =
        Files.writeString(folder.resolve("bad.yaml"), line.replace("HASH", "'" + hash + "'"));
    assertThatThrownBy(() -> KeyRing.read(file))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining(hash);
  }

  @Test
  void two_keys_of_one_name_are_refused() throws IOException {
    KeyFile twice = new KeyFile(folder.resolve("twice.yaml")).add("a", SAMPLE).add("a", SCORE);
    assertThatThrownBy(() -> KeyRing.read(twice.path()))
        .hasMessageContaining("two keys are called a; give one of them another name");
  }

  @Test
  void every_new_key_is_another_and_its_file_holds_nothing_of_it() throws IOException {
    KeyFile many = new KeyFile(folder.resolve("many.yaml"));
    for (int i = 0; i < 20; i++) {
      many.add("key" + i, SAMPLE);
    }
    String text = Files.readString(many.path());
    KeyRing ring = KeyRing.read(many.path());
    for (int i = 0; i < 20; i++) {
      String key = many.key("key" + i);
      assertThat(key).matches("mollify_[A-Za-z0-9_-]{43}");
      assertThat(text).doesNotContain(key.substring(8));
      assertThat(ring.find(key, Instant.EPOCH).orElseThrow().name()).isEqualTo("key" + i);
    }
    assertThatThrownBy(() -> ApiKey.create("a b", java.util.Set.of(SAMPLE), null))
        .hasMessageContaining("expected at most 64 letters");
  }
}
