package io.meterhouse.rating.rule;

import io.meterhouse.rating.Amounts;
import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.ModelDraft;
import java.math.BigDecimal;

/** What an override puts in the place of what its model says. */
public sealed interface PriceOverride {

  /** Which kind it is. */
  OverrideType type();

  /**
   * Every unit costs this.
   *
   * @param price 0 or more
   */
  record UnitPrice(BigDecimal price) implements PriceOverride {

    /** Checks the price. */
    public UnitPrice {
      price = Amounts.requireNotNegative("unitPrice", price);
    }

    @Override
    public OverrideType type() {
      return OverrideType.PRICE;
    }
  }

  /**
   * The item costs this, whatever its quantity.
   *
   * @param amount 0 or more
   */
  record FixedAmount(BigDecimal amount) implements PriceOverride {

    /** Checks the amount. */
    public FixedAmount {
      amount = Amounts.requireNotNegative("amount", amount);
    }

    @Override
    public OverrideType type() {
      return OverrideType.PRICE;
    }
  }

  /**
   * So many hundredths off.
   *
   * @param percent 0 to 100
   */
  record PercentOff(BigDecimal percent) implements PriceOverride {

    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /** Checks the percentage. */
    public PercentOff {
      percent = Amounts.requireNotNegative("percent", percent);
      if (percent.compareTo(ALL) > 0) {
        throw new IllegalArgumentException(
            "percent: %s (expected: at most 100)".formatted(percent));
      }
    }

    @Override
    public OverrideType type() {
      return OverrideType.DISCOUNT;
    }
  }

  /**
   * So much off, at most what there is.
   *
   * @param amount 0 or more
   */
  record AmountOff(BigDecimal amount) implements PriceOverride {

    /** Checks the amount. */
    public AmountOff {
      amount = Amounts.requireNotNegative("amount", amount);
    }

    @Override
    public OverrideType type() {
      return OverrideType.DISCOUNT;
    }
  }

  /**
   * Other fields in the model's config.
   *
   * @param fields those that are there replace the model's
   */
  record Config(ModelDraft fields) implements PriceOverride {

    @Override
    public OverrideType type() {
      return OverrideType.CONFIG;
    }

    /**
     * The model's draft with these fields, unchecked: a later version of the model may no longer
     * make sense with them, as {@link ModelDraft#check} tells with an {@link
     * InvalidModelException}.
     */
    public ModelDraft over(ModelDraft model) {
      return model.with(fields);
    }
  }
}
