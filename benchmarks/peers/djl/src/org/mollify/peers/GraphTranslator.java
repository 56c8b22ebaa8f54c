package org.mollify.peers;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.ServingTranslator;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between DJL Serving and a graph of a bundle that has one input: rows of NPY, or as
 * many rows of standard normal noise as the parameter {@code n} says, and one output as NPY.
 * Requests that DJL Serving hands over together share a run.
 *
 * <p>Arguments: {@code output}, the output that is answered; {@code width}, the values of a row;
 * {@code noise}, whether rows are drawn; {@code dtype}, {@code FLOAT32} or {@code FLOAT64}, the
 * type of the graph's input.
 */
public final class GraphTranslator implements ServingTranslator {
  private static final Pattern NPY_ROWS = Pattern.compile("'shape': *\\(([0-9]+)");
  private static final int NPY_PREFIX = 10;
  private static final int NPY_ALIGNMENT = 64;
  private static final String ROWS = "rows";

  private String output;
  private int width;
  private boolean noise;
  private DataType type;

  @Override
  public void setArguments(Map<String, ?> arguments) {
    output = arguments.get("output").toString();
    width = Integer.parseInt(arguments.get("width").toString());
    noise = Boolean.parseBoolean(arguments.get("noise").toString());
    type = DataType.valueOf(arguments.get("dtype").toString());
  }

  /** Anything but null: DJL then asks for all requests of a run at once. */
  @Override
  public Batchifier getBatchifier() {
    return Batchifier.STACK;
  }

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<Input> inputs) {
    List<ByteBuffer> parts = new ArrayList<>();
    int[] rows = new int[inputs.size()];
    int total = 0;
    for (int i = 0; i < rows.length; i++) {
      Input input = inputs.get(i);
      if (noise) {
        rows[i] = Integer.parseInt(input.getAsString("n"));
      } else {
        byte[] body = input.getAsBytes("data");
        ByteBuffer values = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        int start = NPY_PREFIX + Short.toUnsignedInt(values.getShort(NPY_PREFIX - 2));
        Matcher shape =
            NPY_ROWS.matcher(
                new String(body, NPY_PREFIX, start - NPY_PREFIX, StandardCharsets.ISO_8859_1));
        if (!shape.find()) {
          throw new IllegalArgumentException("expected the header of an NPY file with a shape");
        }
        rows[i] = Integer.parseInt(shape.group(1));
        parts.add(values.position(start).slice().order(ByteOrder.LITTLE_ENDIAN));
      }
      total += rows[i];
    }
    context.setAttachment(ROWS, rows);
    NDManager manager = context.getNDManager();
    ByteBuffer buffer = manager.allocateDirect(total * width * type.getNumOfBytes());
    if (noise) {
      draw(buffer, total * width);
    } else {
      parts.forEach(part -> copy(part.asDoubleBuffer(), buffer));
    }
    return new NDList(manager.create(buffer.rewind(), new Shape(total, width), type));
  }

  @Override
  public List<Output> batchProcessOutput(TranslatorContext context, NDList list) {
    NDArray all =
        list.stream().filter(one -> output.equals(one.getName())).findFirst().orElseThrow();
    int[] rows = (int[]) context.getAttachment(ROWS);
    int columns = (int) (all.getShape().size() / all.getShape().get(0));
    ByteBuffer values = all.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Output> outputs = new ArrayList<>();
    int start = 0;
    for (int count : rows) {
      int bytes = count * columns * all.getDataType().getNumOfBytes();
      Output one = new Output(200, "OK");
      one.addProperty("Content-Type", "application/x-npy");
      String shape = all.getShape().dimension() == 1 ? count + "," : count + ", " + columns;
      one.add(npy(all.getDataType(), shape, values.slice(start, bytes)));
      outputs.add(one);
      start += bytes;
    }
    return outputs;
  }

  @Override
  public NDList processInput(TranslatorContext context, Input input) {
    return batchProcessInput(context, List.of(input));
  }

  @Override
  public Output processOutput(TranslatorContext context, NDList list) {
    return batchProcessOutput(context, list).get(0);
  }

  private void draw(ByteBuffer into, int values) {
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < values; i++) {
      put(random.nextGaussian(), into);
    }
  }

  private void copy(DoubleBuffer from, ByteBuffer into) {
    if (type == DataType.FLOAT64) {
      int bytes = from.remaining() * Double.BYTES;
      into.asDoubleBuffer().put(from);
      into.position(into.position() + bytes);
    } else {
      while (from.hasRemaining()) {
        put(from.get(), into);
      }
    }
  }

  private void put(double value, ByteBuffer into) {
    if (type == DataType.FLOAT64) {
      into.putDouble(value);
    } else {
      into.putFloat((float) value);
    }
  }

  private static byte[] npy(DataType type, String shape, ByteBuffer values) {
    String head =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type.asNumpy(), shape);
    int padded =
        NPY_ALIGNMENT * ((NPY_PREFIX + head.length() + NPY_ALIGNMENT) / NPY_ALIGNMENT) - NPY_PREFIX;
    byte[] bytes = new byte[NPY_PREFIX + padded + values.remaining()];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) padded);
    out.put(
        (head + " ".repeat(padded - 1 - head.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    out.put(values);
    return bytes;
  }
}
