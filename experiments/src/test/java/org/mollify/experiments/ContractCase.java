package org.mollify.experiments;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.mollify.models.testing.FlowVariant;

/**
 * A variant of a model, and how it came about.
 *
 * @param variant the model
 * @param state how it came about, and over which columns
 */
record ContractCase(FlowVariant variant, State state) {

  /** How a model came about, and over which columns. */
  enum State {
    RANDOM_2D,
    RANDOM_5D,
    RANDOM_MIXED,
    TRAINED_2D,
    TRAINED_5D,
    TRAINED_MIXED
  }

  /** Defaults in every state; the other side of a switch over mixed columns, which hold all. */
  static Stream<ContractCase> all() {
    return Stream.concat(
        FlowVariant.defaults()
            .flatMap(
                variant ->
                    Arrays.stream(State.values())
                        .filter(state -> state != State.RANDOM_MIXED)
                        .map(state -> new ContractCase(variant, state))),
        FlowVariant.switched()
            .flatMap(
                variant ->
                    Stream.of(State.RANDOM_MIXED, State.TRAINED_MIXED)
                        .map(state -> new ContractCase(variant, state))));
  }

  boolean mixed() {
    return state == State.RANDOM_MIXED || state == State.TRAINED_MIXED;
  }

  /** A name for folders. */
  String id() {
    return toString().replaceAll("\\W+", "-");
  }

  @Override
  public String toString() {
    return variant + ", " + state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
