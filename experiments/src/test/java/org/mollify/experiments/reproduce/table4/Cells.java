package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Results that nobody trained. */
final class Cells {

  private Cells() {}

  static CellResult cell(CellKey key, Double last, Double best) {
    return cell(key, last, best, false);
  }

  static CellResult cell(CellKey key, Double last, Double best, boolean quick) {
    return new CellResult(
        key.data(),
        key.model(),
        key.mollifier(),
        key.seed(),
        last,
        best,
        7,
        150,
        1950,
        60,
        "abcdef0",
        "cpu()",
        last == null ? null : last + 1,
        last == null ? null : last - 100,
        42,
        best == null ? null : best + 1,
        best == null ? null : best - 50,
        17,
        best,
        0,
        quick,
        "0".repeat(64),
        "Mollify 0, Java 17, PyTorch 2",
        "2 cores, test",
        "2026-01-0%dT00:00:00Z".formatted(key.seed()),
        new ObjectMapper().createObjectNode().put("epochs", 150));
  }
}
