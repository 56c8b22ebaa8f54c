package org.mollify.experiments.reproduce.table4;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mollify.experiments.reproduce.FolderLock;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;
import org.mollify.trainer.data.ColumnSelection;
import org.mollify.trainer.data.DataRequest;
import org.mollify.trainer.data.DatasetLoader;
import org.mollify.trainer.data.InvalidDataException;
import org.mollify.trainer.data.TabularDataset;

/**
 * Table 4 of the paper: average test log-likelihood of MAF, RealNVP and Glow on tables, vanilla and
 * with Gaussian mollification, over seeds.
 *
 * <pre>
 * table4.md, table4.csv, table4.json   the table, written anew after every finished cell
 * curves-DATA-MODEL.png                log-likelihood against epoch
 * cells/                               what each finished cell came to, and its curves
 * runs/                                run folders of unfinished cells
 * </pre>
 *
 * <p>Everything but {@code runs/} is small and enough to go on from. The table holds every finished
 * cell of the folder, whatever {@code --only} says. A cell with other settings than it would have
 * now is refused, since a table mixes no protocols.
 */
public final class Table4 implements Reproduction {

  private static final int SEEDS = 4;

  @Override
  public String name() {
    return "table4";
  }

  @Override
  public String description() {
    return "log-likelihood of tabular flows, vanilla and mollified, over four seeds";
  }

  @Override
  public void run(ReproductionRequest request) throws IOException, InterruptedException {
    CellSelection selection = CellSelection.of(request.only());
    Map<String, TabularDataset> data = load(request, selection);
    List<CellKey> cells =
        CellKey.all(
            List.copyOf(data.keySet()),
            selection,
            request.seeds().orElse(request.quick() ? 1 : SEEDS));
    Map<CellKey, JsonNode> settings = new LinkedHashMap<>();
    cells.forEach(
        cell ->
            settings.put(
                cell,
                CellSettings.of(
                    cell.config(request.quick()),
                    Optional.of(data.get(cell.data()).provenance()))));
    try (FolderLock lock = FolderLock.of(request.out(), name())) {
      run(request, data, settings, lock);
    }
  }

  private static void run(
      ReproductionRequest request,
      Map<String, TabularDataset> data,
      Map<CellKey, JsonNode> settings,
      FolderLock lock)
      throws IOException, InterruptedException {
    CellStore store = new CellStore(request.out());
    CellRunner runner = new CellRunner(request.out(), store, request.dataDir(), request.quick());
    List<CellResult> finished = store.readAll();
    store.requireSame(
        finished,
        cell -> {
          JsonNode now = settings.get(cell);
          return now != null ? now : elsewhere(cell, request.quick(), data);
        });
    for (CellResult cell : finished) {
      runner.removeRun(cell.key());
    }
    TableFiles files = new TableFiles(request.out(), store, request.command("table4"));
    files.write();
    Map<CellKey, String> failures =
        new CellQueue(runner, store, files, request).run(data, settings);
    if (!failures.isEmpty()) {
      Map<String, String> byName = new TreeMap<>();
      failures.forEach((cell, message) -> byName.put(cell.toString(), message));
      throw new IOException(
          "%d of %d cells failed and will be tried again by the same command: %s"
              .formatted(failures.size(), settings.size(), byName));
    }
    request.results().accept("written: " + request.out().resolve("table4.md"));
    lock.requireHeld();
  }

  /** Settings of a finished cell that is not asked for now; its data may not be at hand. */
  private static JsonNode elsewhere(CellKey cell, boolean quick, Map<String, TabularDataset> data) {
    return CellSettings.of(
        cell.config(quick),
        Optional.ofNullable(data.get(cell.data())).map(TabularDataset::provenance));
  }

  /** Data sets in table order; without being named, those of MiniBooNE may be missing. */
  private static Map<String, TabularDataset> load(
      ReproductionRequest request, CellSelection selection) throws IOException {
    Map<String, TabularDataset> sets = new LinkedHashMap<>();
    List<String> names =
        request.quick() && !selection.dataNamed() ? List.of("redwine") : selection.data();
    for (String name : names) {
      try {
        sets.put(
            name,
            DatasetLoader.load(
                new DataRequest(
                    name, request.dataDir(), ColumnSelection.ALL, Optional.empty(), 0)));
      } catch (InvalidDataException e) {
        if (selection.dataNamed() || !name.startsWith("miniboone")) {
          throw e;
        }
        request.progress().accept("without %s: %s".formatted(name, e.getMessage()));
      }
    }
    return sets;
  }
}
