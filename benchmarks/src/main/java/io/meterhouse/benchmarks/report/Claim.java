package io.meterhouse.benchmarks.report;

import org.jspecify.annotations.Nullable;

/**
 * A figure that says something beyond the machine it was measured on, or that was promised.
 *
 * @param unit empty: a ratio
 * @param target null: for information
 */
public record Claim(String name, String unit, Spread spread, @Nullable Target target) {

  /** {@code met}, {@code MISSED}, or nothing where nothing was promised; of the median. */
  public String verdict() {
    if (target == null) {
      return "";
    }
    return target.isMetBy(spread.median()) ? "met" : "MISSED";
  }
}
