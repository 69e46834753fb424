package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The first units are free, and only what is above them is priced, by another model. That model
 * counts from the first unit that is paid: its tiers and packages begin above the allowance.
 *
 * @param priced prices the rest
 */
public record FreeAllowance(BigDecimal freeQuantity, PricingModel priced) implements PricingModel {

  /** Checks that something is free. */
  public FreeAllowance {
    freeQuantity = Amounts.requirePositive("freeQuantity", freeQuantity);
  }

  @Override
  public Terms terms() {
    return priced.terms();
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    List<RatedLine.Part> parts = new ArrayList<>();
    if (quantity.signum() > 0) {
      parts.add(RatedLine.Part.of("Free allowance", quantity.min(freeQuantity), BigDecimal.ZERO));
    }
    parts.addAll(priced.parts(paid(quantity)));
    return parts;
  }

  /** Of the units that are paid. */
  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return priced.unitPrice(paid(quantity), amount);
  }

  private BigDecimal paid(BigDecimal quantity) {
    return quantity.subtract(freeQuantity).max(BigDecimal.ZERO);
  }
}
