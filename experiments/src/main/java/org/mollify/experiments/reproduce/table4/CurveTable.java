package org.mollify.experiments.reproduce.table4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The curves of one cell, each a log-likelihood by epoch; an epoch at which it was not measured or
 * not finite is absent.
 *
 * @param validation mean over the validation rows
 * @param test mean over the test rows
 */
record CurveTable(Map<Integer, Double> validation, Map<Integer, Double> test) {

  static final String HEADER = "epoch,step,train_loss,validation,test,test_median,test_worst";

  private static final int VALIDATION = 3;
  private static final int TEST = 4;

  static CurveTable read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IOException("%s expects the header %s".formatted(file, HEADER));
    }
    CurveTable curves = new CurveTable(new TreeMap<>(), new TreeMap<>());
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      int epoch = Integer.parseInt(fields[0]);
      put(curves.validation, epoch, fields[VALIDATION]);
      put(curves.test, epoch, fields[TEST]);
    }
    return curves;
  }

  private static void put(Map<Integer, Double> curve, int epoch, String field) {
    if (!field.isEmpty()) {
      curve.put(epoch, Double.valueOf(field));
    }
  }
}
