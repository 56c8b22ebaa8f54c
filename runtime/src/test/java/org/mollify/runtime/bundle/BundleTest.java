package org.mollify.runtime.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest.Calibration;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestManifest;

class BundleTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    TestBundles.affine(folder, "affine");
  }

  @Test
  void what_is_written_is_read_back() throws IOException {
    BundleManifest written = BundleManifestReader.read(folder);
    BundleManifestWriter.write(folder, written);
    BundleManifest read = Bundle.open(folder).manifest();
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(read.graphs().get("sample").noise().get(0).distribution())
        .isEqualTo(BundleManifest.Distribution.NORMAL);
    assertThat(Files.readString(folder.resolve("bundle.json"))).contains("\"normal\"");
  }

  @Test
  void writing_leaves_no_temporary_file() throws IOException {
    BundleManifestWriter.write(folder, BundleManifestReader.read(folder));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("bundle.json", "sample.onnx", "loglik.onnx");
    }
  }

  @Test
  void numbers_that_json_cannot_hold_are_refused_before_anything_is_written() throws IOException {
    BundleManifest m = BundleManifestReader.read(folder);
    byte[] before = Files.readAllBytes(folder.resolve("bundle.json"));
    Check check = new Check("z", "fresh-z", 1, java.util.List.of(1), Double.NaN, 0, true);
    Proof proof = new Proof(Proof.UNPROVEN, 1e-4, "CPU", "float64", java.util.List.of(check));
    assertThatThrownBy(() -> BundleManifestWriter.write(folder, with(m, m.calibration(), proof)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bundle.json: proof.checks[0].maxError is NaN; JSON holds finite numbers only");
    double[] infinite = {Double.NEGATIVE_INFINITY, 0};
    Calibration calibration = new Calibration("test", 0, null, infinite, 0);
    assertThatThrownBy(() -> BundleManifestWriter.write(folder, with(m, calibration, m.proof())))
        .hasMessageContaining("calibration.scores[0] is -Infinity")
        .hasMessageContaining("counted in nonFinite");
    assertThat(Files.readAllBytes(folder.resolve("bundle.json"))).isEqualTo(before);
  }

  @Test
  void a_truncated_file_is_named_with_both_digests() throws IOException {
    Path file = folder.resolve("loglik.onnx");
    String expected = Fingerprint.of(file).sha256();
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
    assertThatThrownBy(() -> Bundle.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("file loglik.onnx is truncated")
        .hasMessageContaining(expected)
        .hasMessageContaining("found 100 bytes with sha256 " + Fingerprint.of(file).sha256())
        .hasMessageEndingWith("export the bundle again");
  }

  @Test
  void an_altered_byte_is_noticed() throws IOException {
    Path file = folder.resolve("sample.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> GenerativeModel.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("file sample.onnx was altered")
        .hasMessageContaining(Fingerprint.of(file).sha256());
  }

  @Test
  void a_missing_file_is_named() throws IOException {
    Files.delete(folder.resolve("sample.onnx"));
    assertThatThrownBy(() -> Bundle.open(folder))
        .hasMessageContaining("file sample.onnx is missing");
  }

  @Test
  void a_folder_that_is_no_bundle_says_how_to_make_one() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    assertThatThrownBy(() -> Bundle.open(run))
        .hasMessageContaining("holds no bundle.json")
        .hasMessageContaining("mollify export RUN --out BUNDLE");
    assertThatThrownBy(() -> Bundle.open(folder.resolve("nowhere")))
        .hasMessageContaining("expected a folder that holds bundle.json");
  }

  @Test
  void malformed_json_is_located() throws IOException {
    Files.writeString(folder.resolve("bundle.json"), "{\n  \"formatVersion\": 1,\n  \"name\" oops");
    assertThatThrownBy(() -> Bundle.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("not well-formed JSON: line 3, column 1");
    Files.writeString(folder.resolve("bundle.json"), "");
    assertThatThrownBy(() -> Bundle.open(folder)).hasMessageContaining("has no formatVersion");
  }

  @Test
  void a_field_of_the_wrong_type_is_named() throws IOException {
    TestManifest.change(folder, tree -> ((ObjectNode) tree.get("data")).put("shape", "three"));
    assertThatThrownBy(() -> Bundle.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("data.shape is not what the format says");
  }

  @Test
  void a_newer_format_asks_for_an_upgrade() throws IOException {
    TestManifest.change(folder, tree -> tree.put("formatVersion", 2).put("name", 17));
    assertThatThrownBy(() -> Bundle.open(folder))
        .hasMessageEndingWith("format version 2, this release reads up to 1; upgrade Mollify");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/name | \"a/b\" | name is \"a/b\"; expected letters, digits",
        "/data/kind | \"sound\" | data.kind is \"sound\"; expected vector or image",
        "/data/shape | [4] | data.columns lists 3 columns; data.shape says 4",
        "/graphs/sample/file | \"other.onnx\" | graphs.sample.file is \"other.onnx\", which files does",
        "/graphs/generate | {} | graphs has the unknown role \"generate\"; known roles: decode, encode",
        "/graphs/loglik | null | graphs.loglik.file is missing",
        "/graphs/sample/noise | [] | graphs.sample.noise is empty",
        "/graphs/loglik/outputs | {\"score\":\"s\"} | outputs has the unknown meaning \"score\"",
        "/likelihood/kind | \"good\" | likelihood.kind is \"good\"; expected exact, lower-bound",
        "/calibration/scores | [1.0, 0.0] | calibration.scores[1] is smaller than the one before",
        "/proof/status | \"maybe\" | proof.status is \"maybe\"; expected proven or unproven",
        "/files/sample.onnx/sha256 | \"12\" | files.sample.onnx.sha256 is not a lower-case sha256",
        "/files/..~1x | {\"bytes\":1} | files names \"../x\"; expected a plain file name"
      })
  void an_inconsistent_manifest_is_refused(String pointer, String value, String message)
      throws IOException {
    int slash = pointer.lastIndexOf('/');
    String field = pointer.substring(slash + 1).replace("~1", "/");
    JsonNode replacement = MAPPER.readTree(value);
    TestManifest.change(
        folder,
        tree -> ((ObjectNode) tree.at(pointer.substring(0, slash))).set(field, replacement));
    assertThatThrownBy(() -> Bundle.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_missing_role_is_named() throws IOException {
    TestManifest.change(folder, tree -> ((ObjectNode) tree.get("graphs")).remove("loglik"));
    assertThatThrownBy(() -> Bundle.open(folder))
        .hasMessageContaining("graphs has no role loglik; every bundle needs sample and loglik");
  }

  @Test
  void a_graph_that_lacks_what_the_manifest_says_is_refused() throws IOException {
    TestManifest.change(
        folder, tree -> ((ObjectNode) tree.at("/graphs/loglik")).put("dataInput", "rows"));
    assertThatThrownBy(() -> GenerativeModel.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("role loglik of loglik.onnx: input \"rows\" is not in the graph")
        .hasMessageContaining("[x]");
  }

  @Test
  void a_graph_of_another_width_is_refused() throws IOException {
    TestManifest.change(
        folder,
        tree -> {
          ((ArrayNode) tree.at("/data/shape")).set(0, 2);
          ((ArrayNode) tree.at("/data/columns")).remove(2);
          tree.remove("reference");
        });
    assertThatThrownBy(() -> GenerativeModel.open(folder))
        .hasMessageContaining("input \"x\" takes items of shape [3], bundle.json says [2]");
  }

  @Test
  void a_file_that_is_no_graph_is_refused() throws IOException {
    Files.writeString(folder.resolve("sample.onnx"), "not a graph");
    String digest = Fingerprint.of(folder.resolve("sample.onnx")).sha256();
    TestManifest.change(
        folder,
        tree ->
            ((ObjectNode) tree.at("/files/sample.onnx")).put("sha256", digest).put("bytes", 11));
    assertThatThrownBy(() -> GenerativeModel.open(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("ONNX Runtime cannot load")
        .hasMessageContaining("sample.onnx");
  }

  private static BundleManifest with(BundleManifest m, Calibration calibration, Proof proof) {
    return new BundleManifest(
        m.formatVersion(),
        m.name(),
        m.model(),
        m.data(),
        m.graphs(),
        m.likelihood(),
        calibration,
        m.reference(),
        m.provenance(),
        proof,
        m.files());
  }
}
