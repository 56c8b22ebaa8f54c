package org.mollify.server.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * An inference response.
 *
 * @param model name of the model
 * @param version its version
 * @param id identifier of the request, null when it has none
 * @param parameters what was done, by name
 * @param outputs the output tensors, numbers in double precision or truth values
 */
public record InferenceResponse(
    String model, String version, String id, Map<String, Object> parameters, List<Tensor> outputs) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * An encoded response.
   *
   * @param body JSON object, and after it the outputs in binary
   * @param jsonLength length of the object; null where it is the whole body
   */
  public record Encoded(byte[] body, Integer jsonLength) {}

  /**
   * Encodes it. JSON has no Infinity: a number that is not finite is null there, and itself in
   * binary.
   *
   * @param request which outputs are wanted in binary
   */
  public Encoded encode(InferenceRequest request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteArrayOutputStream binary = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model_name", model);
      json.writeStringField("model_version", version);
      if (id != null) {
        json.writeStringField("id", id);
      }
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
        json.writeFieldName(parameter.getKey());
        scalar(json, parameter.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("outputs");
      for (Tensor output : outputs) {
        output(json, output, request.isBinary(output.name()) ? binary : null);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    boolean anyBinary = outputs.stream().anyMatch(output -> request.isBinary(output.name()));
    int jsonLength = bytes.size();
    binary.writeTo(bytes);
    return new Encoded(bytes.toByteArray(), anyBinary ? jsonLength : null);
  }

  private static void output(JsonGenerator json, Tensor output, ByteArrayOutputStream binary)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", output.name());
    json.writeStringField("datatype", output.type().name());
    json.writeFieldName("shape");
    json.writeArray(output.shape(), 0, output.shape().length);
    if (binary == null) {
      json.writeArrayFieldStart("data");
      for (double value : output.numbers()) {
        element(json, output.type(), value);
      }
      json.writeEndArray();
    } else {
      byte[] data = elements(output);
      binary.writeBytes(data);
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", data.length);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void element(JsonGenerator json, TensorType type, double value)
      throws IOException {
    if (type == TensorType.BOOL) {
      json.writeBoolean(value != 0);
    } else if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  private static byte[] elements(Tensor output) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(output.count(), output.type().size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : output.numbers()) {
      if (output.type() == TensorType.BOOL) {
        data.put((byte) value);
      } else {
        data.putDouble(value);
      }
    }
    return data.array();
  }

  private static void scalar(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else {
      json.writeString(value.toString());
    }
  }
}
