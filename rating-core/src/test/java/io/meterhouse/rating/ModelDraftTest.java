package io.meterhouse.rating;

import static io.meterhouse.rating.Models.graduated;
import static io.meterhouse.rating.Models.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelDraftTest {

  @Test
  void shouldReadTiersWithSharedBoundsAndWithWholeSteps() {
    Graduated expected = graduated("100:1:0 500:0.5:2 :0.1:0");
    assertThat(tiered("0:100:1: 100:500:0.5:2 500::0.1:").check()).isEqualTo(expected);
    assertThat(tiered("1:100:1: 101:500:0.5:2 501::0.1:").check()).isEqualTo(expected);
    assertThat(tiered("0:100:1: 101:500:0.5:2 500::0.1:").check()).isEqualTo(expected);
  }

  @Test
  void shouldReadTiersOfOneUnit() {
    assertThat(tiered("1:1:5: 2:2:4: 3::3:").check()).isEqualTo(graduated("1:5:0 2:4:0 :3:0"));
  }

  @Test
  void shouldNameEveryReasonAtOnce() {
    ModelDraft draft =
        new ModelDraft(
            ModelType.TIERED,
            number("5"),
            "EURO",
            number("10.005"),
            number("-1"),
            tiers("2:100:-1: 150:120:: 500:600:1:-2"));
    assertThat(reasons(draft))
        .containsExactly(
            "config.currency: 'EURO' (expected: an ISO 4217 code with a minor unit, such as USD, EUR, NGN)",
            "config.minimumCharge: 10.005 (expected: at most 2 decimals, as NGN has)",
            "config.maximumCharge: -1 (expected: >= 0)",
            "config.minimumCharge: 10.005 (expected: at most maximumCharge, -1)",
            "config.basePrice: not used by a tiered model (expected: unitPrice and flatFee within the tiers)",
            "config.tiers[0].minQuantity: 2 (expected: 0 or 1, so that tiers leave no gap and do not overlap)",
            "config.tiers[0].unitPrice: -1 (expected: >= 0)",
            "config.tiers[1].minQuantity: 150 (expected: 100 or 101, so that tiers leave no gap and do not overlap)",
            "config.tiers[1].unitPrice: missing (expected: the price of a unit in this tier)",
            "config.tiers[2].minQuantity: 500 (expected: 120 or 121, so that tiers leave no gap and do not overlap)",
            "config.tiers[2].maxQuantity: 600 (expected: none in the last tier, or usage above it would have no price)",
            "config.tiers[2].flatFee: -2 (expected: >= 0)");
  }

  @Test
  void shouldRefuseOpenTiersInTheMiddleAndBoundsThatFall() {
    assertThat(reasons(tiered("0::1: 100:50:1: ::1:")))
        .containsExactly(
            "config.tiers[0].maxQuantity: missing (expected: only the last tier is open)",
            "config.tiers[1].maxQuantity: 50 (expected: above 100)",
            "config.tiers[2].minQuantity: missing (expected: where the tier begins)");
  }

  @Test
  void shouldRefuseWholeStepsAfterAFractionalBound() {
    assertThat(reasons(tiered("0:0.5:1: 1.5::1:")))
        .containsExactly(
            "config.tiers[1].minQuantity: 1.5 (expected: 0.5, so that tiers leave no gap and do not overlap)");
  }

  @Test
  void shouldRefuseNoTiersAndTooMany() {
    assertThat(reasons(tiered(""))).containsExactly("config.tiers: 0 (expected: 1 to 100)");
    String many = "0:1:1: ".repeat(101).trim();
    assertThat(reasons(tiered(many))).containsExactly("config.tiers: 101 (expected: 1 to 100)");
  }

  @Test
  void shouldRefuseAUnitPricedModelWithoutPriceOrWithTiers() {
    ModelDraft draft =
        new ModelDraft(ModelType.USAGE_BASED, null, "USD", null, null, tiers("0::1:"));
    assertThat(reasons(draft))
        .containsExactly(
            "config.basePrice: missing (expected: the price per unit, which a usage_based model needs)",
            "config.tiers: not used by a usage_based model (expected: modelType 'tiered', or no tiers)");
  }

  @Test
  void shouldNameTheTypesThatCanBeUsed() {
    ModelDraft draft = new ModelDraft(ModelType.REVENUE_SHARE, null, "USD", null, null, List.of());
    assertThat(reasons(draft))
        .containsExactly(
            "modelType: 'revenue_share' cannot be used yet (expected: flat, usage_based, tiered)");
  }

  @Test
  void shouldRefuseNumbersWithTooManyDigitsWithoutUnfoldingThem() {
    ModelDraft huge =
        new ModelDraft(ModelType.FLAT, number("1E+2000000000"), "USD", null, null, List.of());
    assertThat(reasons(huge))
        .containsExactly(
            "config.basePrice: 1E+2000000000 (expected: at most 18 digits before and 18 after the decimal point)");
    ModelDraft fine =
        new ModelDraft(ModelType.FLAT, number("1E-2000000000"), "USD", null, null, List.of());
    assertThat(reasons(fine))
        .containsExactly(
            "config.basePrice: 1E-2000000000 (expected: at most 18 digits before and 18 after the decimal point)");
  }

  @Test
  void shouldRefuseCurrenciesWithoutAMinorUnit() {
    assertThat(Stream.of("XAU", "XXX", "usd", "").map(Money::currency)).allMatch(Optional::isEmpty);
  }

  private static List<String> reasons(ModelDraft draft) {
    InvalidModelException refused = catchThrowableOfType(InvalidModelException.class, draft::check);
    assertThat(refused).as("refused").isNotNull();
    return refused.problems().stream().map(Problem::toString).toList();
  }

  private static ModelDraft tiered(String tiers) {
    return new ModelDraft(ModelType.TIERED, null, "USD", null, null, tiers(tiers));
  }

  /** Tiers as {@code min:max:price:fee}; what is empty is absent. */
  private static List<TierDraft> tiers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(ModelDraftTest::tier).toList();
  }

  private static TierDraft tier(String text) {
    List<BigDecimal> parts =
        Arrays.stream(text.split(":", -1))
            .map(part -> part.isEmpty() ? null : number(part))
            .collect(Collectors.toCollection(ArrayList::new));
    return new TierDraft(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
  }
}
