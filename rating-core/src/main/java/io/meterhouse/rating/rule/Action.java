package io.meterhouse.rating.rule;

import io.meterhouse.rating.Amounts;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a rule does to an amount. All amounts are in the model's currency and may be fractions. */
public sealed interface Action {

  /** Why, for whoever reads the bill; null: the name of the rule. */
  @Nullable String reason();

  /** Which one it is. */
  ActionType type();

  /**
   * Takes off.
   *
   * @param value 0 or more; of percent at most 100
   */
  record ApplyDiscount(BigDecimal value, AmountUnit unit, @Nullable String reason)
      implements Action {

    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /** Checks the value. */
    public ApplyDiscount {
      value = Amounts.requireNotNegative("value", value);
      if (unit == AmountUnit.PERCENT && value.compareTo(ALL) > 0) {
        throw new IllegalArgumentException("value: %s (expected: at most 100)".formatted(value));
      }
    }

    @Override
    public ActionType type() {
      return ActionType.APPLY_DISCOUNT;
    }
  }

  /**
   * Puts on top.
   *
   * @param value 0 or more
   */
  record ApplySurcharge(BigDecimal value, AmountUnit unit, @Nullable String reason)
      implements Action {

    /** Checks the value. */
    public ApplySurcharge {
      value = Amounts.requireNotNegative("value", value);
    }

    @Override
    public ActionType type() {
      return ActionType.APPLY_SURCHARGE;
    }
  }

  /**
   * Replaces the whole amount.
   *
   * @param value 0 or more
   */
  record SetPrice(BigDecimal value, @Nullable String reason) implements Action {

    /** Checks the value. */
    public SetPrice {
      value = Amounts.requireNotNegative("value", value);
    }

    @Override
    public ActionType type() {
      return ActionType.SET_PRICE;
    }
  }

  /**
   * Multiplies.
   *
   * @param value 0 or more
   */
  record ApplyMultiplier(BigDecimal value, @Nullable String reason) implements Action {

    /** Checks the value. */
    public ApplyMultiplier {
      value = Amounts.requireNotNegative("value", value);
    }

    @Override
    public ActionType type() {
      return ActionType.APPLY_MULTIPLIER;
    }
  }

  /**
   * Adds.
   *
   * @param value 0 or more
   */
  record AddFee(BigDecimal value, @Nullable String reason) implements Action {

    /** Checks the value. */
    public AddFee {
      value = Amounts.requireNotNegative("value", value);
    }

    @Override
    public ActionType type() {
      return ActionType.ADD_FEE;
    }
  }

  /** Makes the item cost nothing. */
  record Skip(@Nullable String reason) implements Action {

    @Override
    public ActionType type() {
      return ActionType.SKIP;
    }
  }
}
