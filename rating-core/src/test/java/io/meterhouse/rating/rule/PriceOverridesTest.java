package io.meterhouse.rating.rule;

import static io.meterhouse.rating.rule.RuleThings.dec;
import static io.meterhouse.rating.rule.RuleThings.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.ConfigField;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceOverridesTest {

  private static final ModelDraft MODEL =
      draft("EUR", Map.of(ConfigField.BASE_PRICE, dec("10"), ConfigField.MINIMUM_CHARGE, dec("5")));

  @Test
  void shouldReplaceThePriceOfAUnitOrTheAmount() {
    assertThat(apply("1000", new PriceOverride.UnitPrice(dec("8"))))
        .isEqualTo(new Adjustment("override_price", dec("-200"), "agreed", null, id(1)));
    assertThat(apply("1000", new PriceOverride.FixedAmount(dec("1200"))).amount())
        .isEqualTo(dec("200"));
  }

  @Test
  void shouldTakeOffNoMoreThanThereIs() {
    assertThat(apply("1000", new PriceOverride.PercentOff(dec("12.5"))))
        .isEqualTo(new Adjustment("override_discount", dec("-125"), "agreed", null, id(1)));
    assertThat(apply("1000", new PriceOverride.AmountOff(dec("30"))).amount())
        .isEqualTo(dec("-30"));
    assertThat(apply("1000", new PriceOverride.AmountOff(dec("3000"))).amount())
        .isEqualTo(dec("-1000"));
  }

  @Test
  void shouldPriceANegativeQuantityAsNone() {
    assertThat(
            PriceOverrides.apply(
                    dec("7"), dec("-3"), override(new PriceOverride.UnitPrice(dec("8"))))
                .orElseThrow()
                .amount())
        .isEqualTo(dec("-7"));
  }

  @Test
  void shouldReplaceFieldsOfTheModel() {
    PriceOverride.Config config =
        new PriceOverride.Config(draft(null, Map.of(ConfigField.BASE_PRICE, dec("9"))));
    assertThat(config.over(MODEL))
        .isEqualTo(
            draft(
                "EUR",
                Map.of(ConfigField.BASE_PRICE, dec("9"), ConfigField.MINIMUM_CHARGE, dec("5"))));
    assertThat(PriceOverrides.apply(dec("1"), dec("1"), override(config))).isEmpty();
  }

  @Test
  void shouldRefuseAConfigThatMakesNoSenseInTheModel() {
    assertThat(
            problems(
                new OverrideDraft.Config(
                    draft(
                        "EU",
                        Map.of(
                            ConfigField.MAXIMUM_CHARGE, dec("4"), ConfigField.PERCENT, dec("1"))))))
        .containsExactly(
            "overrideValue.currency: 'EU' (expected: an ISO 4217 code with a minor unit, such as"
                + " USD, EUR, NGN); in the model with these fields",
            "overrideValue.minimumCharge: 5 (expected: at most maximumCharge, 4); in the model with"
                + " these fields",
            "overrideValue.percent: not used by a usage_based model (expected: basePrice,"
                + " freeQuantity); in the model with these fields");
    assertThat(problems(new OverrideDraft.Config(draft(null, Map.of()))))
        .containsExactly(
            "overrideValue: empty (expected: at least one field of the model's config)");
  }

  @Test
  void shouldWantExactlyOneNumber() {
    assertThat(problems(new OverrideDraft.Price(dec("1"), dec("1"), null)))
        .containsExactly(
            "overrideValue: 2 of unitPrice (or basePrice), amount (expected: exactly one)");
    assertThat(problems(new OverrideDraft.Discount(null, null)))
        .containsExactly("overrideValue: 0 of percent, amount (expected: exactly one)");
    assertThat(problems(new OverrideDraft.Discount(dec("101"), null)))
        .containsExactly("overrideValue.percent: 101 (expected: at most 100)");
    assertThat(problems(new OverrideDraft.Price(null, null, dec("-1"))))
        .containsExactly("overrideValue.amount: -1 (expected: >= 0)");
  }

  @Test
  void shouldTakeABasePriceForAUnitPrice() {
    assertThat(new OverrideDraft.Price(null, dec("3"), null).check(MODEL))
        .isEqualTo(new PriceOverride.UnitPrice(dec("3")));
    assertThat(new OverrideDraft.Discount(null, dec("3")).check(MODEL))
        .isEqualTo(new PriceOverride.AmountOff(dec("3")));
  }

  private static List<String> problems(OverrideDraft draft) {
    return draft.problems(MODEL).stream().map(Problem::toString).toList();
  }

  private static Adjustment apply(String amount, PriceOverride value) {
    return PriceOverrides.apply(dec(amount), dec("100"), override(value)).orElseThrow();
  }

  private static ModelOverride override(PriceOverride value) {
    return new ModelOverride(id(1), value, "agreed");
  }

  private static ModelDraft draft(@Nullable String currency, Map<ConfigField, BigDecimal> numbers) {
    return new ModelDraft(
        ModelType.USAGE_BASED, currency, numbers, null, null, List.of(), List.of());
  }
}
