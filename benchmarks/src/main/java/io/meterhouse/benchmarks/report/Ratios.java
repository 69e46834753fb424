package io.meterhouse.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Figures of one phase over those of another, each within its own round.
 *
 * @param phases of all rounds, in the order in which they were run
 */
public record Ratios(List<Phase> phases) {

  /** Copies. */
  public Ratios {
    phases = List.copyOf(phases);
  }

  /** Of both there is one in every round. */
  public Spread of(String of, String to, ToDoubleFunction<Phase> figure) {
    List<Phase> ours = named(of);
    List<Phase> theirs = named(to);
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ours.size(); round++) {
      ratios.add(figure.applyAsDouble(ours.get(round)) / figure.applyAsDouble(theirs.get(round)));
    }
    return Spread.of(ratios);
  }

  /** Of every round, in order. */
  public List<Phase> named(String name) {
    return phases.stream().filter(phase -> phase.name().equals(name)).toList();
  }
}
