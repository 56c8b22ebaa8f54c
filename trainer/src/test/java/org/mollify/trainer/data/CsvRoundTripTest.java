package org.mollify.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CsvRoundTripTest {
  @Property(tries = 200)
  void any_finite_doubles_survive_text_in_every_dialect(
      @ForAll("tables") List<List<Double>> rows,
      @ForAll("delimiters") String delimiter,
      @ForAll("lineEnds") String lineEnd)
      throws IOException {
    int columns = rows.get(0).size();
    String header =
        IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(delimiter));
    String body =
        rows.stream()
            .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(delimiter)))
            .collect(Collectors.joining(lineEnd));
    Path file = Files.createTempFile("round-trip", ".csv");
    try {
      Files.writeString(file, header + lineEnd + body);
      Table table = CsvTableReader.read(file, ColumnSelection.ALL);
      assertThat(table.values())
          .containsExactly(
              rows.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray());
      assertThat(table.columns()).hasSize(columns);
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<List<List<Double>>> tables() {
    Arbitrary<Double> finite =
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    return Arbitraries.integers()
        .between(1, 6)
        .flatMap(columns -> finite.list().ofSize(columns).list().ofMinSize(1).ofMaxSize(12));
  }

  @Provide
  Arbitrary<String> delimiters() {
    return Arbitraries.of(",", ";", "\t", "|");
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n", "\r");
  }
}
