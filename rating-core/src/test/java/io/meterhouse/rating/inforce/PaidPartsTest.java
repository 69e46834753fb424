package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.Condition;
import io.meterhouse.rating.rule.ModelOverride;
import io.meterhouse.rating.rule.Operand;
import io.meterhouse.rating.rule.Operator;
import io.meterhouse.rating.rule.PriceOverride;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.ScopeType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an item keeps of the prices that paid, and its unit price; a price changes on the 10th. */
class PaidPartsTest {

  private static final Action FEE = new Action.AddFee(new BigDecimal("7"), "setup");

  @Test
  void shouldNameTheScopeTheRulesAndTheOverridesOfEachPart() {
    PricePlan bare = usage("1");
    CycleRating.Priced priced = rate(agreed(rule(usage("1"), FEE)), bare, "10", "30");
    assertThat(priced.parts().getFirst())
        .isEqualTo(
            new CycleRating.Paid(
                day(1), BigDecimal.TEN, id(2), id(1), 1, List.of(id(5)), List.of(id(9))));
    assertThat(priced.last())
        .isEqualTo(
            new CycleRating.Paid(
                day(10), new BigDecimal("20"), null, id(1), 1, List.of(), List.of()));
  }

  @Test
  void shouldCountOfTheFirstPriceOnlyWhatWasUsedUnderIt() {
    CycleRating.Priced priced = rate(null, usage("2"), "5", "8");
    assertThat(priced.parts())
        .singleElement()
        .returns(new BigDecimal("3"), CycleRating.Paid::quantity);
  }

  @Test
  void shouldHaveTheAverageOfWhatTheModelsChargeForWhatIsPriced() {
    assertThat(rate(rule(usage("1"), FEE), usage("2"), "10", "20").line())
        .returns(new BigDecimal("1.5"), line -> line.unitPrice())
        .returns(new BigDecimal("37.00"), line -> line.totalAmount());
    List<Stretch> stretches =
        List.of(
            new Stretch(day(1), day(5), null),
            new Stretch(day(5), day(10), usage("1")),
            new Stretch(day(10), day(20), usage("2")));
    assertThat(
            CycleRating.rate(
                    new PriceTimeline(stretches),
                    Map.of(
                        day(5), BigDecimal.TEN,
                        day(10), new BigDecimal("13"),
                        day(20), new BigDecimal("16")),
                    PaidPartsTest::facts)
                .line()
                .unitPrice())
        .isEqualByComparingTo("1.5");
  }

  @Test
  void shouldShowRulesWhatIsBilledAndNeverLess() {
    Rule negative =
        new Rule(
            id(5),
            "taken back",
            List.of(new Condition("quantity", Operator.LT, new Operand.Decimal(BigDecimal.ZERO))),
            List.of(FEE),
            0);
    PricePlan plan = usage("1");
    PricePlan ruled =
        new PricePlan(null, plan.modelId(), 1, plan.model(), List.of(negative), List.of());
    assertThat(rate(ruled, ruled, "0", "-3").line().totalAmount()).isEqualTo("0.00");
    assertThat(rate(ruled, ruled, "-3", "-3").line().totalAmount()).isEqualTo("0.00");
  }

  private static PricePlan usage(String price) {
    return new PricePlan(
        null,
        id(1),
        1,
        Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=" + price).check(),
        List.of(),
        List.of());
  }

  private static PricePlan rule(PricePlan plan, Action action) {
    Rule rule = new Rule(id(5), "rule", List.of(), List.of(action), 0);
    return new PricePlan(null, plan.modelId(), 1, plan.model(), List.of(rule), List.of());
  }

  private static PricePlan agreed(PricePlan plan) {
    PriceBook.TimedOverride override =
        new PriceBook.TimedOverride(
            id(1),
            ScopeType.GLOBAL,
            null,
            new ModelOverride(id(9), new PriceOverride.AmountOff(BigDecimal.ONE), "agreed"),
            EffectiveTime.since(day(0)));
    return new PricePlan(id(2), plan.modelId(), 1, plan.model(), plan.rules(), List.of(override));
  }

  private static CycleRating.Priced rate(
      @Nullable PricePlan first, PricePlan second, String before, String after) {
    List<Stretch> stretches = new ArrayList<>();
    stretches.add(new Stretch(day(1), day(10), first));
    stretches.add(new Stretch(day(10), day(20), second));
    return CycleRating.rate(
        new PriceTimeline(stretches),
        Map.of(day(10), new BigDecimal(before), day(20), new BigDecimal(after)),
        PaidPartsTest::facts);
  }

  private static RuleFacts facts(BigDecimal total) {
    return new RuleFacts(total, "usage", null, null, null, Book.METER, Map.of());
  }
}
