package org.mollify.experiments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.anomaly.AnomalyReproduction;
import org.mollify.experiments.reproduce.images.ClassifierReproduction;
import org.mollify.experiments.reproduce.images.ImageTables;
import org.mollify.experiments.reproduce.images.MollifiedImages;
import org.mollify.experiments.reproduce.table4.Table4;
import org.mollify.experiments.reproduce.toy.ToyFigure;
import org.mollify.models.NearestName;
import org.mollify.trainer.data.NotBuiltYetException;

/** All reproductions by name. Adding one means adding it to the list here. */
public final class Reproductions {

  private static final List<String> PLANNED = List.of("table3");

  private static final Map<String, Reproduction> BUILT = new LinkedHashMap<>();

  static {
    List.<Reproduction>of(
            new Table4(),
            new AnomalyReproduction(),
            new ClassifierReproduction(),
            new MollifiedImages())
        .forEach(built -> BUILT.put(built.name(), built));
    ImageTables.all().forEach(built -> BUILT.put(built.name(), built));
    ToyFigure.all().forEach(built -> BUILT.put(built.name(), built));
  }

  private Reproductions() {}

  /**
   * Returns what can be reproduced.
   *
   * @return every reproduction that is built
   */
  public static List<Reproduction> all() {
    return List.copyOf(BUILT.values());
  }

  /**
   * Finds a reproduction.
   *
   * @param name name on the command line
   * @return the reproduction
   * @throws NotBuiltYetException if it is planned
   * @throws IllegalArgumentException naming the nearest, if there is none of that name
   */
  public static Reproduction get(String name) {
    Reproduction built = BUILT.get(name);
    if (built != null) {
      return built;
    }
    String known = String.join(", ", BUILT.keySet());
    if (PLANNED.contains(name)) {
      throw new NotBuiltYetException(
          "reproduce %s is not built yet; what can be reproduced: %s".formatted(name, known));
    }
    throw new IllegalArgumentException(
        "unknown reproduction %s%s; what can be reproduced: %s"
            .formatted(name, NearestName.hint(name, BUILT.keySet()), known));
  }
}
