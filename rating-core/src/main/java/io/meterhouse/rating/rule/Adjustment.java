package io.meterhouse.rating.rule;

import io.meterhouse.rating.Amounts;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one cause added to an amount or took away from it.
 *
 * @param type API name of the action, or one of the names here
 * @param amount exact; negative takes away
 * @param reason for people
 * @param ruleId the rule that did it, if one did
 * @param overrideId the override that did it, if one did
 */
public record Adjustment(
    String type,
    BigDecimal amount,
    String reason,
    @Nullable UUID ruleId,
    @Nullable UUID overrideId) {

  /** Of an override of the price. */
  public static final String OVERRIDE_PRICE = "override_price";

  /** Of an override that takes off. */
  public static final String OVERRIDE_DISCOUNT = "override_discount";

  /** What lifts the amount to the model's minimum. */
  public static final String MINIMUM_CHARGE = "minimum_charge";

  /** What cuts it to the model's maximum. */
  public static final String MAXIMUM_CHARGE = "maximum_charge";

  /** What was cut because nothing costs less than nothing. */
  public static final String NO_LESS_THAN_ZERO = "no_less_than_zero";

  /** Keeps the shortest form of the amount. */
  public Adjustment {
    amount = Amounts.canonical(amount);
  }
}
