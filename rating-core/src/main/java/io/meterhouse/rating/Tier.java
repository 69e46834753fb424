package io.meterhouse.rating;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One step of prices. It begins above the bound of the tier before it (the first above 0) and
 * reaches up to and including its own; no gap and no overlap can be written down.
 *
 * @param upTo upper bound, inclusive; absent in the last tier alone
 * @param flatFee charged once where the tier applies; when that is, the model says
 */
public record Tier(@Nullable BigDecimal upTo, BigDecimal unitPrice, BigDecimal flatFee) {

  /** Checks that the prices are not negative and the bound is above 0. */
  public Tier {
    unitPrice = Amounts.requireNotNegative("unitPrice", unitPrice);
    flatFee = Amounts.requireNotNegative("flatFee", flatFee);
    if (upTo != null && upTo.signum() <= 0) {
      throw new IllegalArgumentException("upTo: " + upTo.toPlainString() + " (expected: > 0)");
    }
    upTo = upTo == null ? null : Amounts.canonical(upTo);
  }
}
