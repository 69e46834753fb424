package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * A share of revenue: {@code quantity × percent / 100}, where the quantity is the revenue in the
 * major unit of the currency. A hundredth of a decimal is a decimal, so nothing is lost.
 *
 * @param percent 0 to 100
 */
public record RevenueShare(BigDecimal percent, Terms terms) implements PricingModel {

  static final BigDecimal ALL = BigDecimal.valueOf(100);

  /** Checks that the share is part of the revenue. */
  public RevenueShare {
    percent = Amounts.requireNotNegative("percent", percent);
    if (percent.compareTo(ALL) > 0) {
      throw new IllegalArgumentException(
          "percent: " + percent.toPlainString() + " (expected: <= 100)");
    }
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return List.of(RatedLine.Part.of("Revenue share", quantity, Amounts.hundredth(percent)));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.hundredth(percent);
  }
}
