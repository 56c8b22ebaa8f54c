package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.mollify.runtime.GenerativeModel;
import org.mollify.runtime.bundle.BundleManifest;
import org.mollify.runtime.testing.TestBundles;
import org.mollify.runtime.testing.TestImageBundle;
import org.mollify.server.format.Answer;
import org.mollify.server.format.Format;
import org.mollify.server.format.RowReader;
import org.mollify.server.format.SampleWriter;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Arrow streams in which a few bits are wrong: what is read of them is answered by a problem at
 * most, and no native memory is left to be freed afterwards. Read without a server, since many
 * streams have to be tried before one is whole enough to be read and wrong enough to fail.
 */
class FuzzArrowTest {
  private static final List<BundleManifest.Data> MODELS = new ArrayList<>();
  private static final List<byte[]> STREAMS = new ArrayList<>();

  private static CapturedLog leaks;

  @BeforeContainer
  static void open() throws Exception {
    Path folder = Files.createTempDirectory("fuzz-arrow");
    List<Path> bundles =
        List.of(
            TestBundles.affine(folder.resolve("wine"), "wine"),
            TestBundles.mixed(folder.resolve("mixed"), "mixed"),
            TestImageBundle.write(folder.resolve("image"), "image"));
    for (Path bundle : bundles) {
      try (GenerativeModel model = GenerativeModel.open(bundle)) {
        BundleManifest.Data data = model.manifest().data();
        SampleWriter.Head head = new SampleWriter.Head("model", data, 1, 1.0, 3);
        MODELS.add(data);
        STREAMS.add(Answer.samples(Format.ARROW, head, model.sample(3, 1)).body());
      }
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    leaks = new CapturedLog("org.mollify.server.format.ArrowMemory", Level.WARN);
  }

  @AfterContainer
  static void close() {
    leaks.close();
  }

  @Property(tries = 6000, seed = "20261127", shrinking = ShrinkingMode.OFF)
  void a_damaged_stream_leaves_no_native_memory(
      @ForAll("damaged") byte[] stream, @ForAll("models") int model) {
    try {
      RowReader.read(
          new RowReader.Body(Format.ARROW, FuzzRequests.ARROW, stream),
          MODELS.get(model),
          1000,
          100_000,
          bytes -> {});
    } catch (ProblemException e) {
      assertThat(e.type()).isIn(ProblemType.MALFORMED, ProblemType.ROWS, ProblemType.TOO_LARGE);
    }
    assertThat(leaks.lines()).isEmpty();
  }

  /** Whatever allocation of the library it is that finds no room. */
  @Example
  void a_stream_without_room_is_told_to_come_again_and_leaves_nothing() {
    for (int model = 0; model < MODELS.size(); model++) {
      int taken = 0;
      while (isRefused(model, taken)) {
        taken++;
      }
      assertThat(taken).isGreaterThan(1);
    }
    assertThat(leaks.lines()).isEmpty();
  }

  /** Of a stream of many batches no more is held than of the same rows in one. */
  @Example
  void what_a_batch_was_read_from_is_given_back() throws Exception {
    assertThat(held(50, 20)).isEqualTo(held(1000, 1)).isPositive();
  }

  private static long held(int batchRows, int batches) throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    SampleWriter.Head head =
        new SampleWriter.Head("model", MODELS.get(0), 1, 1.0, batchRows * batches);
    try (SampleWriter writer = SampleWriter.open(Format.ARROW, head, stream)) {
      for (int i = 0; i < batches; i++) {
        writer.write(new double[batchRows][3]);
      }
    }
    long[] held = new long[1];
    RowReader.read(
        new RowReader.Body(Format.ARROW, FuzzRequests.ARROW, stream.toByteArray()),
        MODELS.get(0),
        1000,
        100_000,
        bytes -> held[0] += bytes);
    return held[0];
  }

  private static boolean isRefused(int model, int allocations) {
    int[] left = {allocations};
    try {
      RowReader.read(
          new RowReader.Body(Format.ARROW, FuzzRequests.ARROW, STREAMS.get(model)),
          MODELS.get(model),
          1000,
          100_000,
          bytes -> {
            if (bytes > 0 && left[0]-- == 0) {
              throw new ProblemException(ProblemType.BUSY, "no room");
            }
          });
      return false;
    } catch (ProblemException e) {
      assertThat(e.type()).as("after " + allocations).isEqualTo(ProblemType.BUSY);
      return true;
    }
  }

  @Provide
  Arbitrary<Integer> models() {
    return Arbitraries.integers().between(0, MODELS.size() - 1);
  }

  /** One to three bits changed, of which a stream is more often still a stream than of bytes. */
  @Provide
  Arbitrary<byte[]> damaged() {
    return Combinators.combine(
            Arbitraries.of(STREAMS),
            Arbitraries.doubles().between(0, 1).list().ofMinSize(1).ofMaxSize(3))
        .as(
            (stream, places) -> {
              byte[] changed = stream.clone();
              for (double place : places) {
                int bit = (int) (place * (8L * stream.length - 1));
                changed[bit / 8] ^= (byte) (1 << bit % 8);
              }
              return changed;
            });
  }
}
