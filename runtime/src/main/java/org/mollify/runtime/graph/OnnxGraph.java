package org.mollify.runtime.graph;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mollify.runtime.InferenceException;
import org.mollify.runtime.bundle.BundleException;

/**
 * One ONNX file with its session. Runs may be concurrent; each owns its tensors, and borrows its
 * buffers from a pool until it has ended. Closing waits for the runs in flight.
 */
public final class OnnxGraph implements AutoCloseable {
  private final String fileName;
  private final OrtSession session;
  private final Map<String, Port> inputs;
  private final Map<String, Port> outputs;
  private final BufferPool buffers = new BufferPool();
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxGraph(String fileName, OrtSession session) throws OrtException {
    this.fileName = fileName;
    this.session = session;
    this.inputs = ports(session.getInputInfo());
    this.outputs = ports(session.getOutputInfo());
  }

  /**
   * Loads a graph.
   *
   * @param file the ONNX file
   * @param settings how to run it
   * @return the loaded graph, to be closed by the caller
   * @throws BundleException when ONNX Runtime cannot load the file or the provider
   */
  public static OnnxGraph open(Path file, SessionSettings settings) throws BundleException {
    OrtEnvironment environment = OnnxEnvironment.get();
    try (SessionOptions options = settings.toOrt()) {
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        return new OnnxGraph(String.valueOf(file.getFileName()), session);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new BundleException(
          "ONNX Runtime cannot load "
              + file
              + " on "
              + settings.provider()
              + ": "
              + firstLine(e.getMessage()),
          e);
    }
  }

  /** Name of the ONNX file. */
  public String fileName() {
    return fileName;
  }

  /** Inputs by name, in graph order. */
  public Map<String, Port> inputs() {
    return inputs;
  }

  /** Outputs by name, in graph order. */
  public Map<String, Port> outputs() {
    return outputs;
  }

  /**
   * Runs the graph once.
   *
   * @param rows number of rows
   * @param paddedRows number of rows to run; the last row is repeated to reach it
   * @param shapes shape of one item for each graph input
   * @param fillers rows of each graph input
   * @param wanted names of the graph outputs to compute
   * @return for each wanted output its values, row-major, over the padded rows
   * @throws InferenceException when ONNX Runtime fails
   * @throws IllegalStateException when the graph is closed
   */
  public Map<String, double[]> run(
      int rows,
      int paddedRows,
      Map<String, long[]> shapes,
      Map<String, RowFiller> fillers,
      Set<String> wanted) {
    lifetime.readLock().lock();
    List<OnnxTensor> tensors = new ArrayList<>();
    List<TensorBuffer> borrowed = new ArrayList<>();
    try {
      if (closed) {
        throw new IllegalStateException("the model is closed; open it again");
      }
      Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
      for (Map.Entry<String, RowFiller> entry : fillers.entrySet()) {
        long[] shape = shapes.get(entry.getKey());
        Port port = inputs.get(entry.getKey());
        int itemSize = itemSize(shape);
        TensorBuffer buffer = buffers.take(port.type(), Math.multiplyExact(paddedRows, itemSize));
        borrowed.add(buffer);
        ByteBuffer values = port.encode(rows, paddedRows, itemSize, entry.getValue(), buffer);
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                OnnxEnvironment.get(), values, batched(paddedRows, shape), port.type());
        tensors.add(tensor);
        feeds.put(entry.getKey(), tensor);
      }
      Map<String, double[]> results = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(feeds, wanted)) {
        for (String name : wanted) {
          results.put(name, decode((OnnxTensor) result.get(name).orElseThrow()));
        }
      }
      return results;
    } catch (OrtException e) {
      throw new InferenceException(
          "ONNX Runtime failed in " + fileName + ": " + firstLine(e.getMessage()), e);
    } finally {
      tensors.forEach(OnnxTensor::close);
      borrowed.forEach(TensorBuffer::close);
      lifetime.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new InferenceException(
          "ONNX Runtime cannot close " + fileName + ": " + firstLine(e.getMessage()), e);
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  private static int itemSize(long[] itemShape) {
    long size = 1;
    for (long axis : itemShape) {
      size = Math.multiplyExact(size, axis);
    }
    return Math.toIntExact(size);
  }

  private static long[] batched(int rows, long[] itemShape) {
    long[] shape = new long[itemShape.length + 1];
    shape[0] = rows;
    System.arraycopy(itemShape, 0, shape, 1, itemShape.length);
    return shape;
  }

  private static double[] decode(OnnxTensor tensor) {
    OnnxJavaType type = tensor.getInfo().type;
    if (type == OnnxJavaType.DOUBLE) {
      return tensor.getDoubleBuffer().array();
    }
    if (type == OnnxJavaType.FLOAT) {
      float[] values = tensor.getFloatBuffer().array();
      double[] result = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        result[i] = values[i];
      }
      return result;
    }
    ByteBuffer values = tensor.getByteBuffer();
    double[] result = new double[values.remaining()];
    for (int i = 0; i < result.length; i++) {
      result[i] = Byte.toUnsignedInt(values.get());
    }
    return result;
  }

  private static Map<String, Port> ports(Map<String, NodeInfo> nodes) {
    Map<String, Port> ports = new LinkedHashMap<>();
    nodes.forEach((name, node) -> ports.put(name, Port.of(node)));
    return java.util.Collections.unmodifiableMap(ports);
  }

  private static String firstLine(String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("").strip();
  }
}
