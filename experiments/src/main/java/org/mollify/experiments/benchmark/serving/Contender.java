package org.mollify.experiments.benchmark.serving;

import java.io.IOException;

/** What takes its turns on a machine: a server, or the graph in a loop of its own. */
interface Contender extends AutoCloseable {

  /** How the reports call it. */
  String name();

  /** Rows that one request has. */
  int rows();

  /** Has it do as much as it can. */
  LoadReport closed(double seconds) throws IOException;

  /** Has it do what comes, whether it can or not. */
  LoadReport open(Schedule schedule, double seconds) throws IOException;

  @Override
  void close() throws IOException;
}
