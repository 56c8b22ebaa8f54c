package org.mollify.trainer.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The UCI tables of the paper, in the file layout and with the columns that its authors use; rows
 * stay in file order.
 */
public enum UciTable {
  /** Wine Quality, red: the 11 inputs. */
  REDWINE("uci/winequality-red.csv", "Wine Quality (data set 186)", wineInputs()),
  /** Wine Quality, white: the 11 inputs. */
  WHITEWINE("uci/winequality-white.csv", "Wine Quality (data set 186)", wineInputs()),
  /**
   * Parkinsons Telemonitoring: 15 of its 22 columns. Left out are subject, age and sex, and four of
   * the jitter and shimmer measures that nearly repeat others.
   */
  PARKINSONS(
      "uci/parkinsons_updrs.data",
      "Parkinsons Telemonitoring (data set 189)",
      List.of(
          "test_time",
          "motor_UPDRS",
          "total_UPDRS",
          "Jitter(Abs)",
          "Jitter:PPQ5",
          "Jitter:DDP",
          "Shimmer(dB)",
          "Shimmer:APQ5",
          "Shimmer:APQ11",
          "Shimmer:DDA",
          "NHR",
          "HNR",
          "RPDE",
          "DFA",
          "PPE"));

  private final String file;
  private final String repositoryName;
  private final List<String> columns;

  UciTable(String file, String repositoryName, List<String> columns) {
    this.file = file;
    this.repositoryName = repositoryName;
    this.columns = columns;
  }

  private static List<String> wineInputs() {
    return List.of(
        "fixed acidity",
        "volatile acidity",
        "citric acid",
        "residual sugar",
        "chlorides",
        "free sulfur dioxide",
        "total sulfur dioxide",
        "density",
        "pH",
        "sulphates",
        "alcohol");
  }

  /** Returns the columns that the paper models. */
  public List<String> columns() {
    return columns;
  }

  /** Returns the place of the file below the data folder. */
  public String file() {
    return file;
  }

  /** Returns the selection of {@link #columns()}. */
  ColumnSelection selection() {
    return new ColumnSelection(columns, List.of(), Optional.empty());
  }

  /**
   * Finds the file.
   *
   * @param dataDir the data folder, or null if none was given
   * @param name what the user called the set
   * @throws InvalidDataException with one line that names the file, where to get it and where to
   *     put it
   */
  Path locate(Path dataDir, String name) throws InvalidDataException {
    String fetch =
        "get it from the UCI Machine Learning Repository, " + repositoryName + ", and put it ";
    if (dataDir == null) {
      throw new InvalidDataException(
          name
              + " needs the file "
              + file
              + " in a data folder: "
              + fetch
              + "there, then give the folder as --data-dir or MOLLIFY_DATA");
    }
    Path path = dataDir.resolve(file);
    if (!path.toFile().isFile()) {
      throw new InvalidDataException(
          name + " needs the file " + path + ", which is not there: " + fetch + "there");
    }
    return path;
  }
}
