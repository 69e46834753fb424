package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * A fixed price per unit: the same for every unit and independent of how many there are, so the
 * charge is {@code pricePerUnit × quantity}. (What others call a flat fee, one amount whatever the
 * quantity, is a {@link Subscription}.)
 */
public record Flat(BigDecimal pricePerUnit, Terms terms) implements PricingModel {

  /** Checks that the price is not negative. */
  public Flat {
    pricePerUnit = Amounts.requireNotNegative("pricePerUnit", pricePerUnit);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return List.of(RatedLine.Part.of("Flat price", quantity, pricePerUnit));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return pricePerUnit;
  }
}
