package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/** A price per unit of metered consumption: {@code unitPrice × quantity}. */
public record UsageBased(BigDecimal unitPrice, Terms terms) implements PricingModel {

  /** Checks that the price is not negative. */
  public UsageBased {
    unitPrice = Amounts.requireNotNegative("unitPrice", unitPrice);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return List.of(RatedLine.Part.of("Usage", quantity, unitPrice));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return unitPrice;
  }
}
