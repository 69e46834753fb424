package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pricing model as somebody wrote it (the {@code config} of the pricing API), unchecked; absent
 * fields are null, absent tiers are none.
 *
 * @param basePrice price per unit of {@code flat} and {@code usage_based} models
 * @param currency ISO 4217; who reads a draft that names none takes {@link #DEFAULT_CURRENCY}
 */
public record ModelDraft(
    ModelType type,
    @Nullable BigDecimal basePrice,
    String currency,
    @Nullable BigDecimal minimumCharge,
    @Nullable BigDecimal maximumCharge,
    List<TierDraft> tiers) {

  /** Currency of a model that names none. */
  public static final String DEFAULT_CURRENCY = "NGN";

  /** Keeps a copy of the tiers. */
  public ModelDraft {
    tiers = List.copyOf(tiers);
  }

  /**
   * The model that the draft describes.
   *
   * @throws InvalidModelException with every reason, if it makes no sense
   */
  public PricingModel check() {
    Problems problems = new Problems();
    Currency currency = checkedCurrency(problems);
    checkBounds(currency, problems);
    List<Tier> checkedTiers = new ArrayList<>();
    switch (type) {
      case FLAT, USAGE_BASED -> checkUnitPriced(problems);
      case TIERED -> checkedTiers.addAll(checkTiered(problems));
      case SUBSCRIPTION, REVENUE_SHARE, HYBRID ->
          problems.add(
              "modelType",
              "'%s' cannot be used yet (expected: %s)"
                  .formatted(type.wireName(), ModelType.builtNames()));
    }
    problems.throwIfAny();
    return build(new Terms(currency, minimumCharge, maximumCharge), checkedTiers);
  }

  private PricingModel build(Terms terms, List<Tier> checkedTiers) {
    if (type == ModelType.TIERED) {
      return new Graduated(checkedTiers, terms);
    }
    BigDecimal price = basePrice == null ? BigDecimal.ZERO : basePrice;
    return type == ModelType.FLAT ? new Flat(price, terms) : new UsageBased(price, terms);
  }

  private Currency checkedCurrency(Problems problems) {
    return Money.currency(currency)
        .orElseGet(
            () -> {
              problems.add(
                  "config.currency",
                  "'%s' (expected: an ISO 4217 code with a minor unit, such as USD, EUR, NGN)"
                      .formatted(currency));
              return Currency.getInstance(DEFAULT_CURRENCY);
            });
  }

  private void checkBounds(Currency currency, Problems problems) {
    problems.checkCharge("config.minimumCharge", minimumCharge, currency);
    problems.checkCharge("config.maximumCharge", maximumCharge, currency);
    if (minimumCharge != null
        && maximumCharge != null
        && minimumCharge.compareTo(maximumCharge) > 0) {
      problems.add(
          "config.minimumCharge",
          "%s (expected: at most maximumCharge, %s)"
              .formatted(Problems.show(minimumCharge), Problems.show(maximumCharge)));
    }
  }

  private void checkUnitPriced(Problems problems) {
    if (basePrice == null) {
      problems.add(
          "config.basePrice",
          "missing (expected: the price per unit, which a %s model needs)"
              .formatted(type.wireName()));
    } else {
      problems.checkPrice("config.basePrice", basePrice);
    }
    if (!tiers.isEmpty()) {
      problems.add(
          "config.tiers",
          "not used by a %s model (expected: modelType 'tiered', or no tiers)"
              .formatted(type.wireName()));
    }
  }

  private List<Tier> checkTiered(Problems problems) {
    if (basePrice != null) {
      problems.add(
          "config.basePrice",
          "not used by a tiered model (expected: unitPrice and flatFee within the tiers)");
    }
    return TierCheck.check(tiers, problems);
  }
}
