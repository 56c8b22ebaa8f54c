package org.mollify.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads YAML strictly: one document, no key twice. JSON is YAML, too. */
public final class YamlFile {
  private static final ObjectMapper MAPPER =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private YamlFile() {}

  /**
   * Reads a file.
   *
   * @return the document; a missing node when the file holds nothing but comments
   * @throws InvalidConfigException when there is no such file, or it is not one YAML document
   * @throws IOException when the file cannot be read
   */
  public static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidConfigException(file.toString(), List.of("there is no such file"));
    }
    try {
      return parse(Files.readString(file), file.toString());
    } catch (AccessDeniedException e) {
      throw new InvalidConfigException(file.toString(), List.of("this user may not read it"));
    } catch (CharacterCodingException e) {
      throw new InvalidConfigException(file.toString(), List.of("it is not text in UTF-8"));
    }
  }

  /**
   * Reads a text.
   *
   * @param source what the text is called in messages
   * @throws InvalidConfigException when it is not one YAML document
   */
  public static JsonNode parse(String text, String source) throws IOException {
    try (JsonParser parser = MAPPER.createParser(text)) {
      JsonNode first = MAPPER.readTree(parser);
      if (parser.nextToken() != null) {
        throw new InvalidConfigException(
            source, List.of("there is more than one YAML document; expected one"));
      }
      return first == null || first.isNull() ? MissingNode.getInstance() : first;
    } catch (JsonProcessingException e) {
      throw new InvalidConfigException(
          source, List.of("not well-formed YAML" + place(e) + ": " + reason(e)));
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static String reason(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage());
    List<String> lines = message.lines().map(String::strip).toList();
    if (e instanceof StreamReadException && lines.size() > 1) {
      // SnakeYAML describes the surroundings first and what is wrong after them.
      return lines.stream()
          .filter(line -> line.startsWith("expected ") || line.startsWith("found "))
          .findFirst()
          .orElse(lines.get(0));
    }
    return lines.isEmpty() ? "unreadable" : lines.get(0);
  }
}
