package org.mollify.exporter.proof;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mollify.runtime.bundle.BundleManifest.Check;
import org.mollify.runtime.bundle.BundleManifest.Proof;

/**
 * What each check of a proof is held to. Where a check says what the block itself loses in single
 * precision, which is the model's doing and not the graph's, the graph may lose {@value #ROUNDING}
 * times that. Grey levels are held to one at the 99.9 percentile, and to no more than {@value
 * #MOST_GREY_LEVELS} whatever the block loses; all else to {@link #TOLERANCE} in the largest error.
 */
public final class Bounds {

  /** Largest error that counts as equal. */
  public static final double TOLERANCE = 1e-4;

  /** Error in grey levels that 99.9 percent of the pixels keep to. */
  public static final double GREY_LEVELS = 1;

  /** Ends the names of checks of the block itself. */
  static final String OWN = " of the block in single precision";

  /** In the names of checks that count grey levels. */
  static final String IN_GREY_LEVELS = ", grey levels";

  private static final double ROUNDING = 8;
  private static final double MOST_GREY_LEVELS = 8;

  private Bounds() {}

  /** The error of a check that its bound is for. */
  public static double error(Check check) {
    return inGreyLevels(check) ? check.p999Error() : check.maxError();
  }

  /** What the error of a check is held to among all checks of its proof. */
  public static double of(Check check, List<Check> all) {
    double own =
        all.stream()
            .filter(other -> other.quantity().equals(check.quantity() + OWN))
            .filter(other -> other.inputs().equals(check.inputs()))
            .mapToDouble(Bounds::error)
            .findFirst()
            .orElse(0);
    return inGreyLevels(check)
        ? Math.min(Math.max(GREY_LEVELS, ROUNDING * own), MOST_GREY_LEVELS)
        : Math.max(TOLERANCE, ROUNDING * own);
  }

  /** The proof that these checks make: it holds where all that bind keep to their bounds. */
  static Proof judge(List<Check> all) {
    String status = worstFailure(all).isEmpty() ? Proof.PROVEN : Proof.UNPROVEN;
    return new Proof(status, TOLERANCE, "cpu", "float64", List.copyOf(all));
  }

  /** Of the checks that bind and do not hold, the one furthest beyond its bound. */
  public static Optional<Check> worstFailure(List<Check> all) {
    return all.stream()
        .filter(Check::binding)
        .filter(check -> !(error(check) <= of(check, all)))
        .max(Comparator.comparingDouble(check -> error(check) / of(check, all)));
  }

  private static boolean inGreyLevels(Check check) {
    return check.quantity().contains(IN_GREY_LEVELS);
  }
}
