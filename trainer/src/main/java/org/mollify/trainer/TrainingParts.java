package org.mollify.trainer;

import java.util.List;
import org.mollify.models.DataSpec;
import org.mollify.models.NearestName;
import org.mollify.trainer.config.TrainingConfig;
import org.mollify.trainer.mollify.BlurringMollifier;
import org.mollify.trainer.mollify.ConstantNoise;
import org.mollify.trainer.mollify.GaussianMollifier;
import org.mollify.trainer.mollify.Mollifier;
import org.mollify.trainer.mollify.NoiseFloor;
import org.mollify.trainer.mollify.Schedule;
import org.mollify.trainer.optim.Optimizer;
import org.mollify.trainer.optim.OptimizerSpec;
import org.mollify.trainer.optim.TrainedParameters;

/** Builds the parts of a run that its configuration names. */
final class TrainingParts {

  private static final List<String> MOLLIFIERS =
      List.of("gaussian", "blurring", "constant", "none");
  private static final List<String> SCHEDULES = List.of("sigmoid", "cosine", "linear");

  private TrainingParts() {}

  /** Refuses parts that cannot be built, before anything is written. */
  static void check(TrainingConfig config, DataSpec data) {
    mollifier(config, data);
    optimizer(config);
  }

  /** What happens to the data in a step. */
  static Mollifier mollifier(TrainingConfig config, DataSpec data) {
    Mollifier annealed = annealed(config, data);
    return config.noiseFloor() == null ? annealed : new NoiseFloor(annealed, config.noiseFloor());
  }

  private static Mollifier annealed(TrainingConfig config, DataSpec data) {
    return switch (config.mollifier()) {
      case "gaussian" -> new GaussianMollifier(schedule(config));
      case "constant" -> new ConstantNoise(config.sigma());
      case "none" -> Mollifier.NONE;
      case "blurring" -> blurring(config, data);
      default -> throw unknown("mollifier", config.mollifier(), MOLLIFIERS);
    };
  }

  private static Mollifier blurring(TrainingConfig config, DataSpec data) {
    if (data.kind() != DataSpec.Kind.IMAGE) {
      throw new IllegalArgumentException(
          "mollifier blurring is for images, and %s is a table; take --mollifier gaussian"
              .formatted(config.data()));
    }
    return new BlurringMollifier(
        Math.toIntExact(data.shape().get(1)), Math.toIntExact(data.shape().get(2)));
  }

  /** The optimiser over the trained parameters of a model. */
  static Optimizer optimizer(TrainingConfig config, TrainedParameters parameters) {
    return optimizer(config).build(parameters);
  }

  private static OptimizerSpec optimizer(TrainingConfig config) {
    return OptimizerSpec.of(config.optimizer(), config.learningRate(), config.weightDecay());
  }

  private static Schedule schedule(TrainingConfig config) {
    return switch (config.schedule()) {
      case "sigmoid" -> Schedule.sigmoid(config.start(), config.end(), config.tau());
      case "cosine" -> Schedule.cosine();
      case "linear" -> Schedule.linear();
      default -> throw unknown("schedule", config.schedule(), SCHEDULES);
    };
  }

  private static IllegalArgumentException unknown(String what, String name, List<String> known) {
    return new IllegalArgumentException(
        "unknown %s %s%s; there are %s"
            .formatted(what, name, NearestName.hint(name, known), String.join(", ", known)));
  }
}
