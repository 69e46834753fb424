package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.report.Phase;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run has seen.
 *
 * @param evaluations of all rounds, in the order of the run
 * @param rounds on the stores
 */
record RateFigures(List<Phase> evaluations, List<Round> rounds) {

  RateFigures {
    evaluations = List.copyOf(evaluations);
    rounds = List.copyOf(rounds);
  }

  /**
   * Of one round.
   *
   * @param announcedSeconds from the start of rating until the brokers had all of it
   * @param changesASecond at which running cost was followed
   */
  record Round(List<Phase> phases, double announcedSeconds, double changesASecond) {

    Round {
      phases = List.copyOf(phases);
    }
  }

  /** Of both kinds. */
  List<Phase> phases() {
    return Stream.concat(
            evaluations.stream(), rounds.stream().flatMap(round -> round.phases().stream()))
        .toList();
  }
}
