package org.mollify.peers;

import ai.djl.engine.Engine;
import ai.djl.serving.ModelServer;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * DJL Serving over the graphs of a bundle that {@link GraphTranslator} can feed: {@code POST
 * /predictions/loglik} takes rows as NPY, {@code GET /predictions/sample?n=N} draws. Says {@code
 * serving NAME at ADDRESS} once it answers.
 */
public final class DjlServing {
  private static final int CONNECT_MILLIS = 200;

  private final Path bundle;
  private final JsonObject manifest;
  private final Path home;

  private DjlServing(Path bundle) throws IOException {
    this.bundle = bundle.toAbsolutePath();
    this.manifest =
        JsonParser.parseString(Files.readString(bundle.resolve("bundle.json"))).getAsJsonObject();
    this.home = Files.createTempDirectory("djl-serving");
  }

  /**
   * Writes a store of models and a configuration, and starts the server.
   *
   * @param args folder of the bundle; workers, each of which runs the graph in one thread; how many
   *     requests may share a run; milliseconds that a run waits for more of them
   * @throws IOException when the bundle cannot be read or the store not be written
   * @throws OrtException when a graph cannot be opened
   */
  public static void main(String[] args) throws IOException, OrtException {
    // The engine wants to be the first to open the library, and takes its threads from these.
    System.setProperty("ai.djl.onnxruntime.num_threads", "1");
    System.setProperty("ai.djl.onnxruntime.num_interop_threads", "1");
    Engine.getEngine("OnnxRuntime");
    DjlServing peer = new DjlServing(Path.of(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(peer::clear));
    JsonObject graphs = peer.manifest.getAsJsonObject("graphs");
    JsonObject loglik = graphs.getAsJsonObject("loglik");
    if (loglik.getAsJsonArray("noise").isEmpty()) {
      JsonArray shape = peer.manifest.getAsJsonObject("data").getAsJsonArray("shape");
      peer.addModel("loglik", loglik, loglik.get("dataInput").getAsString(), shape, args);
    }
    JsonObject sample = graphs.getAsJsonObject("sample");
    JsonArray noises = sample.getAsJsonArray("noise");
    JsonObject noise = noises.get(0).getAsJsonObject();
    if (noises.size() > 1 || !noise.get("distribution").getAsString().equals("normal")) {
      throw new IllegalArgumentException("expected one normal noise to sample from, got " + noises);
    }
    peer.addModel(
        "sample", sample, noise.get("input").getAsString(), noise.getAsJsonArray("shape"), args);
    peer.serve();
  }

  private void addModel(String role, JsonObject graph, String input, JsonArray shape, String[] args)
      throws IOException, OrtException {
    Path folder = Files.createDirectories(home.resolve("models").resolve(role));
    Path file = bundle.resolve(graph.get("file").getAsString());
    Files.createSymbolicLink(folder.resolve("model.onnx"), file);
    JsonObject outputs = graph.getAsJsonObject("outputs");
    JsonElement output = outputs.get(role.equals("loglik") ? "log_likelihood" : "x");
    long width = 1;
    for (JsonElement size : shape) {
      width *= size.getAsLong();
    }
    Files.write(
        folder.resolve("serving.properties"),
        List.of(
            "engine=OnnxRuntime",
            "translator=" + GraphTranslator.class.getName(),
            "output=" + output.getAsString(),
            "width=" + width,
            "noise=" + role.equals("sample"),
            "dtype=" + type(file, input),
            "option.intraOpNumThreads=1",
            "option.interOpNumThreads=1",
            "minWorkers=" + args[1],
            "maxWorkers=" + args[1],
            "batch_size=" + args[2],
            "max_batch_delay=" + args[3]));
  }

  private static String type(Path file, String input) throws OrtException {
    try (OrtSession session =
        OrtEnvironment.getEnvironment()
            .createSession(file.toString(), new OrtSession.SessionOptions())) {
      TensorInfo info = (TensorInfo) session.getInputInfo().get(input).getInfo();
      return switch (info.type) {
        case FLOAT -> "FLOAT32";
        case DOUBLE -> "FLOAT64";
        default ->
            throw new IllegalArgumentException(
                "expected a graph of floats or doubles, got " + info.type + " in " + file);
      };
    }
  }

  private void serve() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration = home.resolve("config.properties");
    String address = "http://127.0.0.1:" + port;
    Files.write(
        configuration,
        List.of(
            "inference_address=" + address,
            "management_address=" + address,
            "model_store=" + home.resolve("models"),
            "load_models=ALL"));
    System.setProperty("MODEL_SERVER_HOME", home.toString());
    Thread announcer = new Thread(() -> announce(port, address));
    announcer.setDaemon(true);
    announcer.start();
    ModelServer.main(new String[] {"--config-file", configuration.toString()});
  }

  /** DJL Serving listens once its models are loaded. */
  private void announce(int port, String address) {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (boolean listens = false; !listens; ) {
      try (Socket socket = new Socket()) {
        Thread.sleep(CONNECT_MILLIS);
        socket.connect(server, CONNECT_MILLIS);
        listens = true;
      } catch (IOException notYet) {
        continue;
      } catch (InterruptedException e) {
        return;
      }
    }
    String name = manifest.get("name").getAsString();
    System.out.println("serving " + name + " at " + address + "/predictions");
  }

  private void clear() {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
