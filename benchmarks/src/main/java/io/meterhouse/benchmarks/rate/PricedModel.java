package io.meterhouse.benchmarks.rate;

import static io.meterhouse.rating.ConfigField.BASE_PRICE;
import static io.meterhouse.rating.ConfigField.FREE_QUANTITY;
import static io.meterhouse.rating.ConfigField.INCLUDED_QUANTITY;
import static io.meterhouse.rating.ConfigField.MAXIMUM_CHARGE;
import static io.meterhouse.rating.ConfigField.MINIMUM_CHARGE;
import static io.meterhouse.rating.ConfigField.OVERAGE_UNIT_PRICE;
import static io.meterhouse.rating.ConfigField.PACKAGE_SIZE;
import static io.meterhouse.rating.ConfigField.PERCENT;
import static io.meterhouse.rating.ConfigField.REVENUE_SHARE_PERCENT;

import io.meterhouse.rating.ComponentDraft;
import io.meterhouse.rating.ConfigField;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.SubscriptionPeriod;
import io.meterhouse.rating.TierDraft;
import io.meterhouse.rating.TierMode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model of every type, as somebody would write it; public for what JMH generates. */
public enum PricedModel {
  /** So much a unit. */
  FLAT,
  /** So much a unit of what is metered. */
  USAGE_BASED,
  /** With all that a model may have beside its price. */
  USAGE_BASED_FREE_MINIMUM_MAXIMUM,
  /** Each unit at the price of its tier. */
  TIERED_GRADUATED,
  /** All units at the price of the tier that is reached. */
  TIERED_VOLUME,
  /** A fee, whatever is used. */
  SUBSCRIPTION,
  /** A share of the revenue that is metered. */
  REVENUE_SHARE,
  /** A fee and tiers. */
  HYBRID,
  /** So much a thousand, begun ones too. */
  PACKAGE,
  /** A percentage of the amount that is metered. */
  PERCENTAGE,
  /** Percentages of its parts. */
  GRADUATED_PERCENTAGE,
  /** One amount for the tier that is reached. */
  STAIRSTEP,
  /** What is metered is the amount. */
  DYNAMIC,
  /** A fee, and so much a unit above what it covers. */
  COMMITTED_CAPACITY;

  private static final String CURRENCY = "USD";

  /** For people: {@code tiered graduated}. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  ModelDraft draft() {
    return switch (this) {
      case FLAT -> plain(ModelType.FLAT, Map.of(BASE_PRICE, "0.0125"));
      case USAGE_BASED -> plain(ModelType.USAGE_BASED, Map.of(BASE_PRICE, "0.0005"));
      case USAGE_BASED_FREE_MINIMUM_MAXIMUM ->
          plain(
              ModelType.USAGE_BASED,
              Map.of(
                  BASE_PRICE, "0.0005",
                  FREE_QUANTITY, "100",
                  MINIMUM_CHARGE, "5",
                  MAXIMUM_CHARGE, "1000"));
      case TIERED_GRADUATED -> tiered(ModelType.TIERED, TierMode.GRADUATED, Step.UNITS);
      case TIERED_VOLUME -> tiered(ModelType.TIERED, TierMode.VOLUME, Step.UNITS);
      case SUBSCRIPTION -> subscription();
      case REVENUE_SHARE -> plain(ModelType.REVENUE_SHARE, Map.of(REVENUE_SHARE_PERCENT, "12.5"));
      case HYBRID -> hybrid();
      case PACKAGE -> plain(ModelType.PACKAGE, Map.of(BASE_PRICE, "2.5", PACKAGE_SIZE, "1000"));
      case PERCENTAGE -> plain(ModelType.PERCENTAGE, Map.of(PERCENT, "2.9"));
      case GRADUATED_PERCENTAGE -> tiered(ModelType.GRADUATED_PERCENTAGE, null, Step.PERCENT);
      case STAIRSTEP -> tiered(ModelType.STAIRSTEP, null, Step.FEE);
      case DYNAMIC -> plain(ModelType.DYNAMIC, Map.of());
      case COMMITTED_CAPACITY ->
          plain(
              ModelType.COMMITTED_CAPACITY,
              Map.of(BASE_PRICE, "100", INCLUDED_QUANTITY, "5000", OVERAGE_UNIT_PRICE, "0.02"));
    };
  }

  private static ModelDraft subscription() {
    return new ModelDraft(
        ModelType.SUBSCRIPTION,
        CURRENCY,
        Map.of(BASE_PRICE, new BigDecimal("49.99")),
        SubscriptionPeriod.MONTHLY,
        null,
        List.of(),
        List.of());
  }

  private static ModelDraft hybrid() {
    return new ModelDraft(
        ModelType.HYBRID,
        CURRENCY,
        Map.of(),
        null,
        null,
        List.of(),
        List.of(
            new ComponentDraft(null, SUBSCRIPTION.draft()),
            new ComponentDraft(new BigDecimal("0.7"), TIERED_GRADUATED.draft())));
  }

  /** Which of a tier's numbers its price is. */
  private enum Step {
    UNITS,
    PERCENT,
    FEE;

    TierDraft tier(@Nullable String from, @Nullable String upTo, String price) {
      return new TierDraft(
          decimal(from),
          decimal(upTo),
          this == UNITS ? decimal(price) : null,
          this == PERCENT ? decimal(price) : null,
          this == FEE ? decimal(price) : null);
    }
  }

  private static ModelDraft plain(ModelType type, Map<ConfigField, String> numbers) {
    return new ModelDraft(
        type,
        CURRENCY,
        numbers.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, entry -> new BigDecimal(entry.getValue()))),
        null,
        null,
        List.of(),
        List.of());
  }

  private static ModelDraft tiered(ModelType type, @Nullable TierMode mode, Step step) {
    List<TierDraft> tiers =
        List.of(
            step.tier("0", "1000", "9"),
            step.tier("1000", "10000", "6.5"),
            step.tier("10000", "100000", "4.25"),
            step.tier("100000", null, "3"));
    return new ModelDraft(type, CURRENCY, Map.of(), null, mode, tiers, List.of());
  }

  private static @Nullable BigDecimal decimal(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }
}
