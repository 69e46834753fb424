package io.meterhouse.rating;

import java.util.Locale;

/** How long a subscription's fee is for. */
public enum SubscriptionPeriod {
  DAILY("Daily subscription"),
  WEEKLY("Weekly subscription"),
  MONTHLY("Monthly subscription"),
  QUARTERLY("Quarterly subscription"),
  YEARLY("Yearly subscription");

  private final String label;

  SubscriptionPeriod(String label) {
    this.label = label;
  }

  /** Name of its fee in a breakdown. */
  String label() {
    return label;
  }

  /** The name in the API: {@code monthly}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
