package org.mollify.experiments.benchmark.serving;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A running server that one request is sent to over some connections. */
final class ServerContender implements Contender {
  private static final int OPEN_FACTOR = 4;

  private final String name;
  private final Workload workload;
  private final int connections;
  private final Load load;

  /**
   * Makes the request up.
   *
   * @param name how the reports call it
   * @param server its address, with the path that its routes begin with, if any
   * @param bundle what it serves as its default model
   * @param workload the request
   * @param connections connections of a closed load; an open one has some times as many
   * @throws IOException when the bundle cannot be opened
   */
  ServerContender(String name, URI server, Path bundle, Workload workload, int connections)
      throws IOException {
    this.name = name;
    this.workload = workload;
    this.connections = connections;
    this.load = new Load(server.getHost(), server.getPort(), workload.request(server, bundle));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rows() {
    return workload.rows();
  }

  @Override
  public LoadReport closed(double seconds) throws IOException {
    return load.closed(connections, seconds);
  }

  @Override
  public LoadReport open(Schedule schedule, double seconds) throws IOException {
    return load.open(schedule, OPEN_FACTOR * connections, seconds);
  }

  @Override
  public void close() {}
}
