package io.meterhouse.rating;

import static io.meterhouse.rating.Drafts.component;
import static io.meterhouse.rating.Drafts.draft;
import static io.meterhouse.rating.Drafts.hybrid;
import static io.meterhouse.rating.Drafts.tiers;
import static io.meterhouse.rating.Models.USD;
import static io.meterhouse.rating.Models.graduated;
import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelDraftTest {

  private static final Terms DOLLARS = Terms.in(USD);

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

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of(
            tiered("tierMode=volume", ModelType.TIERED, "0:10:2: 10::1:3"), volume("10:2:0 :1:3")),
        Arguments.of(tiered("tierMode=graduated", ModelType.TIERED, "0::1:"), graduated(":1:0")),
        Arguments.of(
            draft(ModelType.SUBSCRIPTION, "currency=USD basePrice=9 subscriptionPeriod=yearly"),
            new Subscription(number("9"), SubscriptionPeriod.YEARLY, DOLLARS)),
        Arguments.of(
            draft(ModelType.REVENUE_SHARE, "currency=USD revenueSharePercent=100"),
            new RevenueShare(number("100"), DOLLARS)),
        Arguments.of(
            draft(ModelType.PACKAGE, "currency=USD basePrice=5 packageSize=0.5 freeQuantity=0"),
            new PackagePrice(number("5"), number("0.5"), DOLLARS)),
        Arguments.of(
            draft(ModelType.PERCENTAGE, "currency=USD percent=120 freeQuantity=7"),
            new FreeAllowance(number("7"), new Percentage(number("120"), DOLLARS))),
        Arguments.of(
            tiered("", ModelType.GRADUATED_PERCENTAGE, "0:10:::2.5 10:::4:1"),
            new GraduatedPercentage(Models.tiers("10:0.025:0 :0.01:4"), DOLLARS)),
        Arguments.of(
            tiered("", ModelType.STAIRSTEP, "1:10::5 11:::7"),
            new Stairstep(Models.tiers("10:0:5 :0:7"), DOLLARS)),
        Arguments.of(draft(ModelType.DYNAMIC, "currency=USD"), new Dynamic(DOLLARS)),
        Arguments.of(
            draft(
                ModelType.COMMITTED_CAPACITY,
                "currency=USD basePrice=18 includedQuantity=200 overageUnitPrice=0.05"),
            new CommittedCapacity(number("18"), number("200"), number("0.05"), DOLLARS)),
        Arguments.of(
            hybrid(
                "currency=USD minimumCharge=3",
                component(null, draft(ModelType.FLAT, "basePrice=2 currency=USD")),
                component("0.5", draft(ModelType.USAGE_BASED, "basePrice=4 freeQuantity=1"))),
            new Hybrid(
                List.of(
                    new Hybrid.Component(new Flat(number("2"), DOLLARS), BigDecimal.ONE),
                    new Hybrid.Component(
                        new FreeAllowance(BigDecimal.ONE, new UsageBased(number("4"), DOLLARS)),
                        number("0.5"))),
                Models.terms("USD", "3", null))));
  }

  @ParameterizedTest
  @MethodSource("models")
  void shouldMakeTheModelThatIsDescribed(ModelDraft draft, PricingModel model) {
    assertThat(draft.check()).isEqualTo(model);
  }

  @Test
  void shouldNameEveryReasonAtOnce() {
    ModelDraft draft =
        Drafts.tiered(
            ModelType.TIERED,
            "basePrice=5 currency=EURO minimumCharge=10.005 maximumCharge=-1 percent=3",
            tiers("2:100:-1: 150:120:: 500:600:1:-2"));
    assertThat(reasons(draft))
        .containsExactly(
            "config.currency: 'EURO' (expected: an ISO 4217 code with a minor unit, such as USD, EUR, NGN)",
            "config.minimumCharge: 10.005 (expected: at most 2 decimals, as NGN has)",
            "config.maximumCharge: -1 (expected: >= 0)",
            "config.minimumCharge: 10.005 (expected: at most maximumCharge, -1)",
            "config.basePrice: not used by a tiered model (expected: freeQuantity, tierMode, tiers)",
            "config.percent: not used by a tiered model (expected: freeQuantity, tierMode, tiers)",
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
  void shouldTakeATierThatEndsWithinItsFirstStep() {
    assertThat(tiered("0:100:1: 101:100.5:1: 100.5::1:").check())
        .isEqualTo(tiered("0:100:1: 100:100.5:1: 100.5::1:").check());
  }

  @Test
  void shouldRefuseNoTiersAndTooMany() {
    assertThat(reasons(tiered(""))).containsExactly("config.tiers: 0 (expected: 1 to 100)");
    String many = "0:1:1: ".repeat(101).trim();
    assertThat(reasons(tiered(many))).containsExactly("config.tiers: 101 (expected: 1 to 100)");
  }

  @Test
  void shouldRefuseThePricesOfOtherTiers() {
    assertThat(reasons(tiered("", ModelType.STAIRSTEP, "0:10:1::2 10::::")))
        .containsExactly(
            "config.tiers[0].unitPrice: not used by a stairstep model's tiers (expected: flatFee)",
            "config.tiers[0].percent: not used by a stairstep model's tiers (expected: flatFee)",
            "config.tiers[0].flatFee: missing (expected: what reaching this tier costs)",
            "config.tiers[1].flatFee: missing (expected: what reaching this tier costs)");
    assertThat(reasons(tiered("", ModelType.GRADUATED_PERCENTAGE, "0::1::")))
        .containsExactly(
            "config.tiers[0].unitPrice: not used by a graduated_percentage model's tiers (expected: percent)",
            "config.tiers[0].percent: missing (expected: the percentage in this tier)");
    assertThat(reasons(tiered("0::1::2")))
        .containsExactly(
            "config.tiers[0].percent: not used by a tiered model's tiers (expected: unitPrice)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FLAT               | basePrice | missing (expected: the price per unit, which a flat model needs)",
        "USAGE_BASED        | basePrice | missing (expected: the price per unit, which a usage_based model needs)",
        "SUBSCRIPTION       | basePrice | missing (expected: the fee for one period, which a subscription model needs)",
        "SUBSCRIPTION       | subscriptionPeriod | missing (expected: daily, weekly, monthly, quarterly or yearly, which a subscription model needs)",
        "REVENUE_SHARE      | revenueSharePercent | missing (expected: the share of the revenue, 0 to 100, which a revenue_share model needs)",
        "HYBRID             | components | 0 (expected: 1 to 20)",
        "PACKAGE            | basePrice | missing (expected: the price of a package, which a package model needs)",
        "PACKAGE            | packageSize | missing (expected: the units in a package, which a package model needs)",
        "PERCENTAGE         | percent | missing (expected: the percentage of the amount metered, which a percentage model needs)",
        "GRADUATED_PERCENTAGE | tiers | 0 (expected: 1 to 100)",
        "STAIRSTEP          | tiers | 0 (expected: 1 to 100)",
        "COMMITTED_CAPACITY | basePrice | missing (expected: the fee of the commitment, which a committed_capacity model needs)",
        "COMMITTED_CAPACITY | includedQuantity | missing (expected: the quantity that the fee covers, which a committed_capacity model needs)",
        "COMMITTED_CAPACITY | overageUnitPrice | missing (expected: the price of a unit above the included ones, which a committed_capacity model needs)"
      })
  void shouldNameWhatAModelNeeds(ModelType type, String field, String reason) {
    assertThat(reasons(draft(type, ""))).contains("config." + field + ": " + reason);
  }

  /** Each type is given every field there is, and refuses those of the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FLAT                 | basePrice freeQuantity",
        "USAGE_BASED          | basePrice freeQuantity",
        "TIERED               | freeQuantity tierMode tiers",
        "SUBSCRIPTION         | basePrice subscriptionPeriod",
        "REVENUE_SHARE        | revenueSharePercent freeQuantity",
        "HYBRID               | components",
        "PACKAGE              | basePrice packageSize freeQuantity",
        "PERCENTAGE           | percent freeQuantity",
        "GRADUATED_PERCENTAGE | freeQuantity tiers",
        "STAIRSTEP            | freeQuantity tiers",
        "DYNAMIC              | none",
        "COMMITTED_CAPACITY   | basePrice includedQuantity overageUnitPrice"
      })
  void shouldRefuseTheFieldsOfOtherModels(ModelType type, String own) {
    List<String> owned = List.of(own.split(" "));
    ModelDraft everything =
        draft(
            type,
            "basePrice=1 minimumCharge=1 maximumCharge=2 revenueSharePercent=1 percent=1"
                + " packageSize=1 includedQuantity=1 overageUnitPrice=1 freeQuantity=1"
                + " subscriptionPeriod=daily tierMode=volume",
            tiers("0::1:1:1"),
            List.of(component("1", draft(ModelType.DYNAMIC, ""))));
    List<String> refused =
        Arrays.stream(ConfigField.values())
            .filter(field -> !field.isBound() && !owned.contains(field.wireName()))
            .map(
                field ->
                    "config.%s: not used by a %s model (expected: %s)"
                        .formatted(field.wireName(), type.wireName(), own.replace(" ", ", ")))
            .toList();
    assertThat(
            reasons(everything).stream()
                .filter(reason -> reason.contains("not used by a "))
                .filter(reason -> !reason.contains("'s tiers")))
        .containsExactlyElementsOf(refused);
  }

  @Test
  void shouldRefuseNumbersThatMakeNoSense() {
    assertThat(reasons(draft(ModelType.REVENUE_SHARE, "revenueSharePercent=100.01")))
        .containsExactly("config.revenueSharePercent: 100.01 (expected: at most 100)");
    assertThat(reasons(draft(ModelType.PACKAGE, "basePrice=-1 packageSize=0 freeQuantity=-2")))
        .containsExactly(
            "config.basePrice: -1 (expected: >= 0)",
            "config.packageSize: 0 (expected: above 0)",
            "config.freeQuantity: -2 (expected: >= 0)");
    assertThat(
            reasons(
                draft(
                    ModelType.COMMITTED_CAPACITY,
                    "basePrice=1 includedQuantity=0 overageUnitPrice=-1")))
        .containsExactly(
            "config.includedQuantity: 0 (expected: above 0)",
            "config.overageUnitPrice: -1 (expected: >= 0)");
  }

  @Test
  void shouldNameEveryReasonInEveryComponent() {
    ModelDraft draft =
        hybrid(
            "currency=USD",
            component("0", draft(ModelType.FLAT, "currency=EUR minimumCharge=1")),
            component("-1", hybrid("")),
            component("1000000.1", Drafts.tiered(ModelType.TIERED, "", tiers("0:1:1: 2:2::"))),
            component(null, draft(ModelType.SUBSCRIPTION, "basePrice=1 subscriptionPeriod=daily")),
            component(
                null, draft(ModelType.SUBSCRIPTION, "basePrice=1 subscriptionPeriod=weekly")));
    assertThat(reasons(draft))
        .containsExactly(
            "config.components[0].weight: 0 (expected: above 0)",
            "config.components[0].config.currency: 'EUR' (expected: USD, as of the whole, or none)",
            "config.components[0].config.minimumCharge: not used in a component (expected: on the whole, or none)",
            "config.components[0].config.basePrice: missing (expected: the price per unit, which a flat model needs)",
            "config.components[1].weight: -1 (expected: >= 0)",
            "config.components[1].type: hybrid (expected: any other type)",
            "config.components[2].weight: 1000000.1 (expected: at most 1000000)",
            "config.components[2].config.tiers[1].maxQuantity: 2 (expected: none in the last tier, or usage above it would have no price)",
            "config.components[2].config.tiers[1].unitPrice: missing (expected: the price of a unit in this tier)",
            "config.components: fees that are daily and weekly (expected: one period, which the sum is for)");
  }

  @Test
  void shouldRefuseTooManyComponentsAndTooManyTiersInAllOfThem() {
    ComponentDraft half = component(null, tiered("0:1:1: ".repeat(51).trim()));
    assertThat(reasons(hybrid("currency=USD", half, half)))
        .contains("config.components: 102 tiers (expected: at most 100 in all)");
    ComponentDraft one = component(null, draft(ModelType.DYNAMIC, ""));
    assertThat(reasons(hybrid("", Collections.nCopies(21, one).toArray(ComponentDraft[]::new))))
        .containsExactly("config.components: 21 (expected: 1 to 20)");
  }

  @Test
  void shouldRefuseNumbersWithTooManyDigitsWithoutUnfoldingThem() {
    assertThat(reasons(draft(ModelType.FLAT, "basePrice=1E+2000000000")))
        .containsExactly(
            "config.basePrice: 1E+2000000000 (expected: at most 18 digits before and 18 after the decimal point)");
    assertThat(reasons(draft(ModelType.FLAT, "basePrice=1E-2000000000")))
        .containsExactly(
            "config.basePrice: 1E-2000000000 (expected: at most 18 digits before and 18 after the decimal point)");
  }

  @Test
  void shouldRefuseCurrenciesWithoutAMinorUnit() {
    assertThat(Stream.of("XAU", "XXX", "usd", "").map(Money::currency)).allMatch(Optional::isEmpty);
  }

  @Test
  void shouldNotTakeTiersForANumber() {
    Map<ConfigField, BigDecimal> numbers = Map.of(ConfigField.TIERS, BigDecimal.ONE);
    assertThatThrownBy(
            () -> new ModelDraft(ModelType.FLAT, null, numbers, null, null, List.of(), List.of()))
        .hasMessage("numbers: {TIERS=1} (expected: numbers)");
  }

  private static List<String> reasons(ModelDraft draft) {
    InvalidModelException refused = catchThrowableOfType(InvalidModelException.class, draft::check);
    assertThat(refused).as("refused").isNotNull();
    return refused.problems().stream().map(Problem::toString).toList();
  }

  private static ModelDraft tiered(String tiers) {
    return tiered("", ModelType.TIERED, tiers);
  }

  private static ModelDraft tiered(String config, ModelType type, String tiers) {
    return Drafts.tiered(type, config + " currency=USD", tiers(tiers));
  }
}
