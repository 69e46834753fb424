package io.meterhouse.usagestore;

import java.math.BigDecimal;

/**
 * The exact figure for a request.
 *
 * @param value without trailing zeros; zero where there was no usage
 * @param windows how many stored windows (of a snapshot meter: days) were folded; 0: no usage
 */
public record UsageTotal(TotalRequest request, BigDecimal value, long windows) {

  public UsageTotal {
    value = Figures.canonical(value);
  }

  static UsageTotal none(TotalRequest request) {
    return new UsageTotal(request, BigDecimal.ZERO, 0);
  }

  public boolean hasUsage() {
    return windows > 0;
  }
}
