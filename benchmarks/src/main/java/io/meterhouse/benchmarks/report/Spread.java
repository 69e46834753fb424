package io.meterhouse.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/** One figure over the rounds of a run: its median, and how far the rounds lie apart. */
public record Spread(double median, double lowest, double highest) {

  /** Of at least one round; the median of an even number lies between the two in the middle. */
  public static Spread of(List<Double> rounds) {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("no rounds (expected: at least one)");
    }
    double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
