package org.mollify.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class StopSignalsTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");
  private static final String BODY = "{\"rows\": [[0, 0]]}";

  @TempDir Path folder;

  @Test
  void a_server_that_is_told_to_stop_answers_what_it_took_and_exits_with_zero() throws Exception {
    Process process = serve(TinyModel.bundle());
    try {
      int port = port(process.inputReader());
      try (Socket client = new Socket("127.0.0.1", port)) {
        String head =
            "POST /loglik HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + BODY.length()
                + "\r\n\r\n";
        send(client, head + BODY.substring(0, 5));
        awaitTaken(port);
        process.destroy();
        awaitClosed(port);
        send(client, BODY.substring(5));
        String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 200").contains("logLikelihood");
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
      assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process serve(Path bundle) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Mollify.class.getName(),
            "serve",
            bundle.toString(),
            "--port",
            "0");
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    return builder.redirectError(folder.resolve("err").toFile()).start();
  }

  private static int port(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        return Integer.parseInt(address.group(1));
      }
    }
    throw new IOException("the server did not say where it listens");
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Waits until the server has the request, which the meter of open requests shows. */
  private static void awaitTaken(int port) throws Exception {
    for (int i = 0; i < 1000; i++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        send(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (text.contains("mollify_http_active 2.0")) {
          return;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the server does not see the request");
  }

  private static void awaitClosed(int port) throws Exception {
    for (int i = 0; i < 3000; i++) {
      try (Socket probe = new Socket("127.0.0.1", port)) {
        Thread.sleep(10);
      } catch (ConnectException e) {
        return;
      }
    }
    throw new AssertionError("the server still listens");
  }
}
