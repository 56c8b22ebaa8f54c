package org.mollify.experiments.benchmark.serving;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.Histogram;

/** A {@link BareLoop} in a process of its own, which rests between its turns. */
final class LoopContender implements Contender {
  private final String name;
  private final int rows;
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  /**
   * Starts it.
   *
   * @param name how the reports call it
   * @param command words of the command that starts a {@link BareLoop}
   * @param rows rows that one run has
   * @throws IOException when it does not start
   */
  LoopContender(String name, List<String> command, int rows) throws IOException {
    this.name = name;
    this.rows = rows;
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public LoadReport closed(double seconds) throws IOException {
    return ask("closed", 0, Double.toString(seconds));
  }

  @Override
  public LoadReport open(Schedule schedule, double seconds) throws IOException {
    return ask(schedule.times().toString(), schedule.perSecond(), seconds + " " + schedule);
  }

  /** Ends the process by the end of its input. */
  @Override
  public void close() throws IOException {
    questions.close();
    answers.close();
  }

  private LoadReport ask(String mode, double perSecond, String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the loop " + name + " ended");
    }
    String[] numbers = answer.split(" ");
    Histogram latencies = new Histogram(Load.LONGEST_MICROS, 3);
    for (int i = 1; i < numbers.length; i++) {
      latencies.recordValue(Math.min(Long.parseLong(numbers[i]), Load.LONGEST_MICROS));
    }
    return new LoadReport(mode, 0, perSecond, Long.parseLong(numbers[0]) * 1e-6, latencies, 0, 0);
  }
}
