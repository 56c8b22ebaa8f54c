package org.mollify.experiments.reproduce.toy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mollify.experiments.reproduce.Reproduction;
import org.mollify.experiments.reproduce.ReproductionRequest;

/**
 * One of Figures 1 to 6.
 *
 * @param figure which one
 */
public record ToyFigure(Kind figure) implements Reproduction {

  /** Which figure. */
  public enum Kind {
    /** True and estimated scores. */
    FIG1("mixture of Gaussians: true and estimated density and scores of a vanilla RealNVP"),
    /** Mollified data. */
    FIG2("mixture of Gaussians as Gaussian mollification shows it over training"),
    /** The schedule. */
    FIG3("the sigmoid schedule and its log(SNR) for temperatures 0.2 to 0.9"),
    /** Densities and scores of both trainings. */
    FIG4("mixture of Gaussians: vanilla and mollified RealNVP, scores, MMD^2 over seeds"),
    /** Learning curves. */
    FIG5("mixture of Gaussians: MMD^2 and loss over training"),
    /** Von Mises. */
    FIG6("von Mises on the circle: vanilla and mollified RealNVP, MMD^2 over seeds");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  /**
   * Returns all six.
   *
   * @return in order
   */
  public static List<ToyFigure> all() {
    return Arrays.stream(Kind.values()).map(ToyFigure::new).toList();
  }

  @Override
  public String name() {
    return figure.name().toLowerCase(Locale.ROOT);
  }

  /** One folder for all figures, because they share training runs. */
  @Override
  public String folder() {
    return "figures";
  }

  @Override
  public String description() {
    return figure.description;
  }

  @Override
  public void run(ReproductionRequest request) throws IOException {
    run(request, ToyScale.of(request));
  }

  void run(ReproductionRequest request, ToyScale scale) throws IOException {
    request.requireWhole(name());
    ToyReport report = new ToyReport(this, request, scale);
    switch (figure) {
      case FIG1 -> report.trueAndEstimatedScores();
      case FIG2 -> report.mollifiedData();
      case FIG3 -> report.schedule();
      case FIG4 -> report.mixture();
      case FIG5 -> report.learningCurves();
      case FIG6 -> report.vonMises();
    }
  }
}
