package org.mollify.server.protocol;

import static org.mollify.server.protocol.RequestJson.malformed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mollify.server.format.JsonText;
import org.mollify.server.problem.MalformedJson;
import org.mollify.server.problem.ProblemException;

/**
 * Reads an inference request in one pass: a JSON object, and after it the elements of those inputs
 * that have the parameter {@code binary_data_size}, in their order.
 */
public final class InferenceRequestReader {
  private static final int MOST_TENSORS = 10_000;
  private static final JsonFactory FACTORY =
      JsonText.factory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final TensorReader tensors;

  private InferenceRequestReader(TensorReader tensors) {
    this.tensors = tensors;
  }

  /**
   * Reads a request.
   *
   * @param body the whole body
   * @param jsonLength length of the JSON object, null where it is the whole body
   * @param limits how much may be read
   * @return the request
   * @throws ProblemException with status 400 when it is malformed, 413 when a tensor is too large,
   *     422 when it is text and the model takes none, 503 when there is no memory for it now
   */
  public static InferenceRequest read(byte[] body, Integer jsonLength, ReadLimits limits) {
    int length = jsonLength == null ? body.length : jsonLength;
    BinaryElements binary = new BinaryElements(body, length, jsonLength != null, limits);
    InferenceRequestReader reader = new InferenceRequestReader(new TensorReader(binary, limits));
    try (JsonParser json = JsonText.parser(FACTORY, body, length)) {
      InferenceRequest request = reader.request(json);
      if (json.nextToken() != null) {
        throw malformed("there is more after the JSON object");
      }
      binary.requireAllTaken();
      return request;
    } catch (JsonProcessingException e) {
      throw MalformedJson.of(e);
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
    InferenceParameters parameters = new InferenceParameters(Map.of());
    List<Tensor> inputs = null;
    List<InferenceRequest.Output> outputs = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "id" -> id = RequestJson.text(json, "id");
        case "parameters" -> parameters = RequestJson.parameters(json, "parameters");
        case "inputs" -> inputs = inputs(json);
        case "outputs" -> outputs = outputs(json);
        case "model_name", "model_version" -> RequestJson.text(json, key);
        default ->
            throw malformed(
                "unknown key \"" + key + "\"; expected id, parameters, inputs and outputs");
      }
    }
    if (inputs == null) {
      throw malformed("the key inputs is missing; expected a list of tensors, which may be empty");
    }
    return new InferenceRequest(id, parameters, inputs, outputs);
  }

  private List<Tensor> inputs(JsonParser json) throws IOException {
    RequestJson.requireList(json, "inputs");
    List<Tensor> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String where = "inputs[" + inputs.size() + "]";
      Tensor input = tensors.read(json, where);
      if (!names.add(input.name())) {
        throw malformed(where + " has the name \"" + input.name() + "\" of another input");
      }
      requireFew(inputs.size());
      inputs.add(input);
    }
    return inputs;
  }

  private static List<InferenceRequest.Output> outputs(JsonParser json) throws IOException {
    RequestJson.requireList(json, "outputs");
    List<InferenceRequest.Output> outputs = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String where = "outputs[" + outputs.size() + "]";
      RequestJson.requireObject(json, where);
      String name = null;
      InferenceParameters parameters = new InferenceParameters(Map.of());
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "name" -> name = RequestJson.text(json, where + ".name");
          case "parameters" -> parameters = RequestJson.parameters(json, where + ".parameters");
          default ->
              throw malformed(
                  where + " has the unknown key \"" + key + "\"; expected name and parameters");
        }
      }
      if (name == null) {
        throw malformed(where + " lacks name");
      }
      parameters.requireKnown(where, "binary_data");
      requireFew(outputs.size());
      outputs.add(
          new InferenceRequest.Output(
              name, parameters.has("binary_data") ? parameters.flag("binary_data", false) : null));
    }
    return outputs;
  }

  private static void requireFew(int count) {
    if (count >= MOST_TENSORS) {
      throw malformed("there are more than " + MOST_TENSORS + " tensors");
    }
  }
}
