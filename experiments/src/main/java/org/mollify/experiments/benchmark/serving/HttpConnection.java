package org.mollify.experiments.benchmark.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection of HTTP/1.1 that is kept open. It sends bytes that were made before and reads the
 * answer, of known length or in chunks, without looking into it, so that the load takes as little
 * as possible of a machine that it shares with the server.
 */
final class HttpConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_HEADER_BYTES = 1 << 16;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * Connects.
   *
   * @param host the server
   * @param port its port
   * @throws IOException when it cannot be reached
   */
  HttpConnection(String host, int port) throws IOException {
    this.socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    this.out = socket.getOutputStream();
  }

  /** Head and body of a POST request as bytes. */
  static byte[] post(String host, String path, String mediaType, byte[] body) {
    byte[] head =
        ("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nAccept: %s\r\nContent-Length: %d\r\n\r\n")
            .formatted(path, host, mediaType, mediaType, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  /** A GET request as bytes. */
  static byte[] get(String host, String path, String mediaType) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: %s\r\n\r\n"
        .formatted(path, host, mediaType)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sends a request and reads all of its answer.
   *
   * @param request head and body
   * @return the status
   * @throws IOException when the connection ends, within the answer or before it
   */
  int exchange(byte[] request) throws IOException {
    out.write(request);
    out.flush();
    int status = status(line());
    long length = -1;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = Math.max(0, line.indexOf(':'));
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> chunked = value.equals("chunked");
        default -> {}
      }
    }
    if (chunked) {
      skipChunks();
    } else if (length >= 0) {
      in.skipNBytes(length);
    } else {
      throw new IOException("the answer has neither a length nor chunks");
    }
    return status;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void skipChunks() throws IOException {
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      in.skipNBytes(size);
      line();
    }
    line();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.1")) {
      throw new IOException("expected a status line of HTTP/1.1, got \"" + line + "\"");
    }
    return Integer.parseInt(parts[1]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > MOST_HEADER_BYTES) {
        throw new IOException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
