package org.mollify.server.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.server.problem.ProblemException;
import org.mollify.server.problem.ProblemType;

/**
 * Reads an inference request in one pass: a JSON object, and after it the elements of those inputs
 * that have the parameter {@code binary_data_size}, in their order.
 */
public final class InferenceRequestReader {
  private static final String BINARY_SIZE = "binary_data_size";
  private static final int MOST_TENSORS = 10_000;
  private static final int MOST_AXES = 8;
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final ByteBuffer binary;
  private final boolean hasBinary;
  private final int maxValues;

  private InferenceRequestReader(ByteBuffer binary, boolean hasBinary, int maxValues) {
    this.binary = binary;
    this.hasBinary = hasBinary;
    this.maxValues = maxValues;
  }

  /**
   * Reads a request.
   *
   * @param body the whole body
   * @param jsonLength length of the JSON object, null where it is the whole body
   * @param maxValues most elements of one tensor
   * @return the request
   * @throws ProblemException with status 400 when it is malformed, 413 when a tensor is too large
   */
  public static InferenceRequest read(byte[] body, Integer jsonLength, int maxValues) {
    int length = jsonLength == null ? body.length : jsonLength;
    ByteBuffer rest =
        ByteBuffer.wrap(body, length, body.length - length).order(ByteOrder.LITTLE_ENDIAN);
    InferenceRequestReader reader = new InferenceRequestReader(rest, jsonLength != null, maxValues);
    try (JsonParser json = FACTORY.createParser(body, 0, length)) {
      InferenceRequest request = reader.request(json);
      if (json.nextToken() != null) {
        throw malformed("there is more after the JSON object");
      }
      if (rest.hasRemaining()) {
        throw malformed(
            "the body has "
                + rest.remaining()
                + " bytes after the JSON object that no input claims by "
                + BINARY_SIZE);
      }
      return request;
    } catch (JsonProcessingException e) {
      throw malformed(
          "not well-formed JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse("unreadable"));
    } catch (IOException e) {
      throw malformed("the body is not JSON in UTF-8");
    }
  }

  private InferenceRequest request(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw malformed(
          "the body is no JSON object; expected {\"inputs\": [...]} of the Open Inference Protocol");
    }
    String id = null;
    Map<String, Object> parameters = Map.of();
    List<Tensor> inputs = null;
    List<InferenceRequest.Output> outputs = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "id" -> id = text(json, "id");
        case "parameters" -> parameters = parameters(json, "parameters");
        case "inputs" -> inputs = inputs(json);
        case "outputs" -> outputs = outputs(json);
        case "model_name", "model_version" -> text(json, key);
        default ->
            throw malformed(
                "unknown key \"" + key + "\"; expected id, parameters, inputs and outputs");
      }
    }
    if (inputs == null) {
      throw malformed("the key inputs is missing; expected a list of tensors, which may be empty");
    }
    return new InferenceRequest(id, new InferenceParameters(parameters), inputs, outputs);
  }

  private List<Tensor> inputs(JsonParser json) throws IOException {
    requireList(json, "inputs");
    List<Tensor> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String where = "inputs[" + inputs.size() + "]";
      Tensor input = input(json, where);
      if (!names.add(input.name())) {
        throw malformed(where + " has the name \"" + input.name() + "\" of another input");
      }
      requireFew(inputs.size());
      inputs.add(input);
    }
    return inputs;
  }

  private Tensor input(JsonParser json, String where) throws IOException {
    requireObject(json, where);
    String name = null;
    TensorType type = null;
    long[] shape = null;
    TensorData data = null;
    Map<String, Object> parameters = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "name" -> name = text(json, where + ".name");
        case "datatype" -> type = type(json, where);
        case "shape" -> shape = shape(json, where);
        case "data" -> data = TensorData.read(json, where, maxValues);
        case "parameters" -> parameters = parameters(json, where + ".parameters");
        default ->
            throw malformed(
                where
                    + " has the unknown key \""
                    + key
                    + "\"; expected name, shape, datatype, parameters and data");
      }
    }
    if (name == null || type == null || shape == null) {
      throw malformed(
          where
              + " lacks "
              + (name == null ? "name" : type == null ? "datatype" : "shape")
              + "; expected name, shape, datatype and data");
    }
    InferenceParameters own = new InferenceParameters(parameters);
    own.requireKnown(where, BINARY_SIZE);
    long count = count(shape, where);
    if (own.has(BINARY_SIZE)) {
      if (data != null) {
        throw malformed(where + " has data and " + BINARY_SIZE + "; expected one of them");
      }
      return binary(
          name, type, shape, count, own.integer(BINARY_SIZE, 0, 0, Integer.MAX_VALUE), where);
    }
    if (data == null) {
      throw malformed(where + " lacks data; expected a list, or the parameter " + BINARY_SIZE);
    }
    Tensor tensor = data.tensor(name, type, shape);
    if (tensor.count() != count) {
      throw malformed(
          where
              + ".data has "
              + tensor.count()
              + " elements; its shape "
              + Arrays.toString(shape)
              + " says "
              + count);
    }
    return tensor;
  }

  private Tensor binary(
      String name, TensorType type, long[] shape, long count, long size, String where) {
    if (!hasBinary) {
      throw malformed(
          where
              + " has binary data, and the header Inference-Header-Content-Length is missing; it"
              + " gives the length of the JSON object");
    }
    if (size > binary.remaining()) {
      throw malformed(
          where + " has " + size + " bytes of data; only " + binary.remaining() + " are left");
    }
    ByteBuffer data = binary.slice(binary.position(), (int) size).order(ByteOrder.LITTLE_ENDIAN);
    binary.position(binary.position() + (int) size);
    if (type == TensorType.BYTES) {
      return new Tensor(name, type, shape, null, texts(data, count, where));
    }
    if (count * type.size() != size) {
      throw malformed(
          where
              + " has "
              + size
              + " bytes of data; "
              + count
              + " elements of "
              + type
              + " take "
              + count * type.size());
    }
    double[] numbers = new double[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = type.read(data);
    }
    return Tensor.of(name, type, shape, numbers);
  }

  private static List<String> texts(ByteBuffer data, long count, String where) {
    List<String> texts = new ArrayList<>();
    while (data.hasRemaining()) {
      long length = data.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(data.getInt());
      if (length < 0 || length > data.remaining()) {
        throw malformed(where + " has a text that goes beyond its data");
      }
      ByteBuffer text = data.slice(data.position(), (int) length);
      data.position(data.position() + (int) length);
      try {
        texts.add(StandardCharsets.UTF_8.newDecoder().decode(text).toString());
      } catch (CharacterCodingException e) {
        throw malformed(where + " has a text that is not in UTF-8");
      }
    }
    if (texts.size() != count) {
      throw malformed(where + " has " + texts.size() + " texts; its shape says " + count);
    }
    return texts;
  }

  private static List<InferenceRequest.Output> outputs(JsonParser json) throws IOException {
    requireList(json, "outputs");
    List<InferenceRequest.Output> outputs = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String where = "outputs[" + outputs.size() + "]";
      requireObject(json, where);
      String name = null;
      Map<String, Object> parameters = Map.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "name" -> name = text(json, where + ".name");
          case "parameters" -> parameters = parameters(json, where + ".parameters");
          default ->
              throw malformed(
                  where + " has the unknown key \"" + key + "\"; expected name and parameters");
        }
      }
      if (name == null) {
        throw malformed(where + " lacks name");
      }
      InferenceParameters own = new InferenceParameters(parameters);
      own.requireKnown(where, "binary_data");
      requireFew(outputs.size());
      outputs.add(
          new InferenceRequest.Output(
              name, own.has("binary_data") ? own.flag("binary_data", false) : null));
    }
    return outputs;
  }

  private static Map<String, Object> parameters(JsonParser json, String where) throws IOException {
    requireObject(json, where);
    Map<String, Object> parameters = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      switch (json.nextToken()) {
        case VALUE_STRING -> parameters.put(key, json.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parameters.put(key, json.getDecimalValue());
        case VALUE_TRUE, VALUE_FALSE -> parameters.put(key, json.getBooleanValue());
        default ->
            throw malformed(
                where + "." + key + " is no value; expected a text, a number, true or false");
      }
    }
    return parameters;
  }

  private static TensorType type(JsonParser json, String where) throws IOException {
    String name = text(json, where + ".datatype");
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw malformed(
        where + ".datatype is \"" + name + "\"; expected one of " + List.of(TensorType.values()));
  }

  private static long[] shape(JsonParser json, String where) throws IOException {
    requireList(json, where + ".shape");
    long[] shape = new long[MOST_AXES];
    int axes = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!whole || json.getLongValue() < 0 || axes == MOST_AXES) {
        throw malformed(
            where + ".shape is wrong; expected at most " + MOST_AXES + " whole numbers from 0 on");
      }
      shape[axes++] = json.getLongValue();
    }
    return Arrays.copyOf(shape, axes);
  }

  private long count(long[] shape, String where) {
    long count = 1;
    for (long size : shape) {
      if (size != 0 && count > maxValues / size) {
        throw new ProblemException(
            ProblemType.TOO_LARGE,
            where
                + " has the shape "
                + Arrays.toString(shape)
                + ", which is more than "
                + maxValues
                + " elements; send it in parts");
      }
      count *= size;
    }
    return count;
  }

  private static String text(JsonParser json, String where) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed(where + " is no text; expected a text");
    }
    return json.getText();
  }

  private static void requireObject(JsonParser json, String where) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(where + " is no object; expected an object");
    }
  }

  private static void requireList(JsonParser json, String where) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw malformed(where + " is no list; expected a list");
    }
  }

  private static void requireFew(int count) {
    if (count >= MOST_TENSORS) {
      throw malformed("there are more than " + MOST_TENSORS + " tensors");
    }
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED, detail);
  }
}
