package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * A percentage of an amount that was metered: {@code quantity × percent / 100}, where the quantity
 * is the amount in the major unit of the currency. Unlike a {@link RevenueShare} it may be above
 * 100: what something cost, and a margin.
 */
public record Percentage(BigDecimal percent, Terms terms) implements PricingModel {

  /** Checks that the percentage is not negative. */
  public Percentage {
    percent = Amounts.requireNotNegative("percent", percent);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return List.of(RatedLine.Part.of("Percentage", quantity, Amounts.hundredth(percent)));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.hundredth(percent);
  }
}
