package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/** A recurring fee: one amount for a period, whatever the quantity, also for none. */
public record Subscription(BigDecimal fee, SubscriptionPeriod period, Terms terms)
    implements PricingModel {

  /** Checks that the fee is not negative. */
  public Subscription {
    fee = Amounts.requireNotNegative("fee", fee);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return List.of(RatedLine.Part.once(period.label(), fee));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.average(amount, quantity, BigDecimal.ZERO);
  }
}
