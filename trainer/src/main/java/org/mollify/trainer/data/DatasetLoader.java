package org.mollify.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mollify.models.DataSpec.Column;
import org.mollify.trainer.data.DataProvenance.SourceFile;

/** Loads the data set that a {@link DataRequest} asks for. */
public final class DatasetLoader {
  private final DataRequest request;
  private final List<String> warnings = new ArrayList<>();

  private DatasetLoader(DataRequest request) {
    this.request = request;
  }

  /**
   * Reads or draws, selects columns, splits, replaces missing values where asked to, and drops the
   * columns that are constant. Rows stay as they are: repeated ones are kept, nothing is scaled.
   *
   * @throws IllegalArgumentException if the request names an unknown set, column or split
   * @throws InvalidDataException if a file is missing or cannot be trained on
   * @throws IOException if reading fails
   */
  public static TabularDataset load(DataRequest request) throws IOException {
    return new DatasetLoader(request).load();
  }

  private TabularDataset load() throws IOException {
    DataSource source = DataSource.parse(request.dataSpec());
    if (source instanceof DataSource.TableFile file) {
      return loadFile(file);
    }
    BuiltInSet set = ((DataSource.BuiltIn) source).set();
    if (!request.selection().equals(ColumnSelection.ALL)) {
      throw new IllegalArgumentException(
          set.id()
              + " has its columns fixed, so --columns, --drop and --target do not apply; load its file"
              + " with csv:PATH to choose");
    }
    if (!request.rules().equals(ColumnRules.NONE)) {
      throw new IllegalArgumentException(
          set.id()
              + " has its columns fixed, so --real, --integer, --categorical and --impute do not"
              + " apply; load its file with csv:PATH to choose");
    }
    return switch (set) {
      case GMM, VONMISES -> draw(set);
      case REDWINE -> loadUci(UciTable.REDWINE, set);
      case WHITEWINE -> loadUci(UciTable.WHITEWINE, set);
      case PARKINSONS -> loadUci(UciTable.PARKINSONS, set);
      case MINIBOONE -> loadMiniBoone(set);
      case MINIBOONE_PARTS -> loadMiniBooneParts(set);
      default ->
          throw new IllegalArgumentException(
              set.id() + " holds images, and a table is needed here");
    };
  }

  private TabularDataset draw(BuiltInSet set) {
    SplitRule rule = request.splitRule().orElse(SplitRule.OFFICIAL);
    if (rule != SplitRule.OFFICIAL) {
      throw new IllegalArgumentException(
          set.id()
              + " is drawn in three independent parts; use --split official, not "
              + rule.id());
    }
    return DrawnParts.draw(set, request.splitSeed());
  }

  private TabularDataset loadUci(UciTable uci, BuiltInSet set) throws IOException {
    SplitRule rule = fileRule(SplitRule.PAPER, set.id());
    Path path = uci.locate(request.resolvedDataDir(), set.id());
    // The paper models every column as a real number, also where it holds whole ones.
    Table table = CsvTableReader.read(path, uci.selection()).asReal();
    return divide(table, path, rule, set.id(), set.id());
  }

  private TabularDataset loadMiniBoone(BuiltInSet set) throws IOException {
    SplitRule rule = fileRule(SplitRule.PAPER, set.id());
    Path path = MiniBooneFile.locate(request.resolvedDataDir());
    return divide(MiniBooneFile.read(path), path, rule, set.id(), set.id());
  }

  private TabularDataset loadMiniBooneParts(BuiltInSet set) throws IOException {
    SplitRule rule = request.splitRule().orElse(SplitRule.OFFICIAL);
    if (rule != SplitRule.OFFICIAL) {
      throw new IllegalArgumentException(
          set.id() + " comes in parts; use --split official, not " + rule.id());
    }
    return MiniBooneParts.load(request.resolvedDataDir(), request.splitSeed());
  }

  private TabularDataset loadFile(DataSource.TableFile file) throws IOException {
    Path path = file.path();
    String name = String.valueOf(path.getFileName());
    SplitRule rule = fileRule(SplitRule.SEEDED, name);
    Table table =
        switch (file.format()) {
          case CSV -> CsvTableReader.read(path, request.selection(), request.rules());
          case NPY -> select(NpyReader.read(path, true), path);
          case NPZ -> select(NpzReader.read(path, warnings, true), path);
        };
    return divide(
        request.rules().typed(table, path.toString()),
        path,
        rule,
        name,
        file.format().prefix() + name);
  }

  private SplitRule fileRule(SplitRule ownRule, String name) {
    SplitRule rule = request.splitRule().orElse(ownRule);
    if (rule == SplitRule.OFFICIAL) {
      throw new IllegalArgumentException(
          name
              + " is one file without train, validation and test parts of its own; use --split paper,"
              + " --split seeded, or --split anomaly where rows are labelled");
    }
    return rule;
  }

  private Table select(Table table, Path path) {
    ColumnSelection selection = request.selection();
    List<String> known = request.rules().known().stream().map(Column::name).toList();
    if (!known.isEmpty() && table.columnNames().containsAll(known)) {
      // Columns that were constant in training are there again.
      return table.withColumns(known.stream().mapToInt(table.columnNames()::indexOf).toArray());
    }
    if (selection.equals(ColumnSelection.ALL)) {
      return table;
    }
    List<String> header = table.columnNames();
    Table selected = table.withColumns(selection.positions(header, path.toString()));
    int target = selection.targetPosition(header);
    return target < 0
        ? selected
        : selected.withLabels(table.withColumns(new int[] {target}).values());
  }

  private Split split(Table table, Path path, SplitRule rule) throws InvalidDataException {
    if (rule != SplitRule.ANOMALY) {
      return Split.of(rule, table.rows(), request.splitSeed(), path.toString());
    }
    double[] labels =
        table
            .labels()
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        request
                            .selection()
                            .target()
                            .map(
                                target ->
                                    "%s: --target %s holds text, and the anomaly split needs numbers, 0 for normal rows"
                                        .formatted(path, target))
                            .orElse(
                                path
                                    + " has no labels, which the anomaly split needs: an array y in"
                                    + " an npz: file, or --target COLUMN, 0 for normal rows")));
    return Split.ofNormal(labels, request.splitSeed(), path.toString());
  }

  private TabularDataset divide(Table read, Path path, SplitRule rule, String name, String data)
      throws IOException {
    Split split = split(read, path, rule);
    Table table = new MissingValues(read, path.toString(), warnings).filled(split, request.rules());
    ConstantColumns constant = ConstantColumns.find(table, split);
    // Columns that a model knows stay, whatever these rows hold.
    List<String> dropped =
        request.rules().known().isEmpty()
            ? constant.dropFrom(table, path.toString(), warnings)
            : List.of();
    Table kept = dropped.isEmpty() ? table : table.withColumns(constant.varying());
    DataProvenance provenance =
        new DataProvenance(
            data,
            List.of(new SourceFile(String.valueOf(path.getFileName()), FileDigest.sha256(path))),
            rule.id(),
            request.splitSeed(),
            split.train().length,
            split.validation().length,
            split.test().length,
            dropped,
            warnings);
    return new TabularDataset(
        name,
        kept.columns(),
        kept.block(split.train()),
        kept.block(split.validation()),
        kept.block(split.test()),
        provenance);
  }
}
