package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * The events carry their price: what is metered is the amount already, in the major unit of the
 * currency, and costs itself. The meter sums what the events say; nothing is priced here.
 */
public record Dynamic(Terms terms) implements PricingModel {

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return List.of(RatedLine.Part.of("Price of the events", quantity, BigDecimal.ONE));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return BigDecimal.ONE;
  }
}
