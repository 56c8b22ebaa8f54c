package org.mollify.models.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** JSON files of a run folder: strict when read, atomic when written. */
final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  private Json() {}

  static void write(Path path, Object value) throws IOException {
    byte[] bytes = MAPPER.writeValueAsBytes(value);
    AtomicFile.write(path, out -> out.write(bytes));
  }

  static <T> T read(Path path, Class<T> type) throws IOException {
    try {
      return MAPPER.readValue(Files.readAllBytes(path), type);
    } catch (NoSuchFileException e) {
      throw new IOException("%s is missing".formatted(path), e);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new IOException(
          "%s is not readable as %s%s: %s"
              .formatted(path, type.getSimpleName(), where, e.getOriginalMessage()),
          e);
    }
  }
}
