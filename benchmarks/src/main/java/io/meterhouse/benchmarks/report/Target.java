package io.meterhouse.benchmarks.report;

import java.util.Locale;

/** What a figure has to reach. */
public sealed interface Target {

  /** Whether it does. */
  boolean isMetBy(double figure);

  /** For people. */
  String text();

  /** That much or more. */
  record AtLeast(double bound) implements Target {
    @Override
    public boolean isMetBy(double figure) {
      return figure >= bound;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, ">= %.2f", bound);
    }
  }

  /** Less than that. */
  record Below(double bound) implements Target {
    @Override
    public boolean isMetBy(double figure) {
      return figure < bound;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "< %.0f", bound);
    }
  }
}
