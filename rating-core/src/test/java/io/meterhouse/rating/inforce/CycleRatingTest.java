package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.AmountUnit;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Prices that change on the 10th, the 20th and so on; totals are those at the ends of stretches.
 */
class CycleRatingTest {

  private static final ModelDraft TIERS =
      Drafts.tiered(
          ModelType.TIERED, "currency=USD", Drafts.tiersUpTo("100:1: 200:0.5: :0.1:", false));

  @Test
  void shouldPayUsageAtThePriceThatWasInForceWhenItWasUsed() {
    RatedLine line = rate(List.of(usage("1"), usage("2")), "30", "50").line();
    assertThat(parts(line))
        .containsExactly("Usage: 30 x 1 = 30", "From 2026-11-10T00:00:00Z: Usage: 20 x 2 = 40");
    assertThat(line.preciseAmount()).isEqualByComparingTo("70");
    assertThat(line.quantity()).isEqualByComparingTo("50");
    assertThat(line.unitPrice()).isEqualByComparingTo("1.4");
  }

  @Test
  void shouldGoOnInTheTiersThatTheStretchBeforeHasReached() {
    ModelDraft dearer =
        Drafts.tiered(
            ModelType.TIERED, "currency=USD", Drafts.tiersUpTo("100:2: 200:1: :0.2:", false));
    assertThat(parts(rate(List.of(plan(TIERS), plan(dearer)), "80", "250").line()))
        .containsExactly(
            "Tier 1: 80 x 1 = 80",
            "From 2026-11-10T00:00:00Z: Tier 1: 20 x 2 = 40",
            "From 2026-11-10T00:00:00Z: Tier 2: 100 x 1 = 100",
            "From 2026-11-10T00:00:00Z: Tier 3: 50 x 0.2 = 10");
  }

  @Test
  void shouldChangeNothingByAChangeToTheSamePrice() {
    PricePlan plan = plan(TIERS);
    RatedLine whole = rate(List.of(plan), "250").line();
    RatedLine cut = rate(List.of(plan, plan, plan), "80", "80", "250").line();
    assertThat(cut.preciseAmount()).isEqualByComparingTo(whole.preciseAmount());
    assertThat(cut.totalAmount()).isEqualByComparingTo(whole.totalAmount());
  }

  @Test
  void shouldChargeAFeeOnceByThePriceWithWhichTheCycleBegins() {
    ModelDraft fee =
        Drafts.draft(
            ModelType.COMMITTED_CAPACITY,
            "currency=USD basePrice=18 includedQuantity=10 overageUnitPrice=1");
    ModelDraft dearer =
        Drafts.draft(
            ModelType.COMMITTED_CAPACITY,
            "currency=USD basePrice=30 includedQuantity=10 overageUnitPrice=2");
    RatedLine line = rate(List.of(plan(fee), plan(dearer)), "12", "15").line();
    assertThat(parts(line))
        .containsExactly(
            "Committed capacity: 1 x 18 = 18",
            "Overage: 2 x 1 = 2",
            "From 2026-11-10T00:00:00Z: Overage: 3 x 2 = 6");
  }

  @Test
  void shouldBindByTheMinimumOfTheFirstPrice() {
    ModelDraft minimum =
        Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=1 minimumCharge=100");
    assertThat(rate(List.of(plan(minimum), usage("2")), "10", "20").line().totalAmount())
        .isEqualByComparingTo("100");
    assertThat(rate(List.of(usage("2"), plan(minimum)), "10", "20").line().totalAmount())
        .isEqualByComparingTo("30");
  }

  @Test
  void shouldLeaveOutWhatWasUsedWithoutAPrice() {
    CycleRating.Priced priced =
        rate(nullable(null, usage("1"), null, usage("3")), "5", "8", "9", "11");
    assertThat(priced.line().quantity()).isEqualByComparingTo("5");
    assertThat(priced.line().preciseAmount()).isEqualByComparingTo("9");
    assertThat(priced.parts()).extracting(CycleRating.Paid::from).containsExactly(day(10), day(30));
  }

  @Test
  void shouldChargeTheFeeOfAPriceThatComesAfterUsageWithoutOne() {
    ModelDraft fee =
        Drafts.draft(
            ModelType.COMMITTED_CAPACITY,
            "currency=USD basePrice=18 includedQuantity=10 overageUnitPrice=1");
    RatedLine line = rate(nullable(null, plan(fee)), "50", "55").line();
    assertThat(parts(line))
        .containsExactly("Committed capacity: 1 x 18 = 18", "Overage: 5 x 1 = 5");
  }

  @Test
  void shouldNameTheLastPriceThatPaidSomething() {
    CycleRating.Priced priced = rate(List.of(usage("1"), usage("2"), usage("3")), "5", "9", "9");
    assertThat(priced.parts()).hasSize(2);
    assertThat(priced.last().from()).isEqualTo(day(10));
    assertThat(priced.last().quantity()).isEqualByComparingTo("4");
  }

  @Test
  void shouldApplyRulesThenOverridesThenTheMinimum() {
    Rule discount = rule(new Action.ApplyDiscount(BigDecimal.TEN, AmountUnit.PERCENT, "loyal"));
    PricePlan plan =
        new PricePlan(
            null,
            id(1),
            1,
            model(Drafts.draft(ModelType.FLAT, "currency=USD basePrice=10 minimumCharge=90")),
            List.of(discount),
            List.of(
                new PriceBook.TimedOverride(
                    id(1),
                    ScopeType.GLOBAL,
                    null,
                    new ModelOverride(
                        id(9), new PriceOverride.AmountOff(new BigDecimal("5")), "agreed"),
                    EffectiveTime.since(day(0)))));
    RatedLine line = rate(List.of(plan), "10").line();
    assertThat(parts(line))
        .containsExactly(
            "Flat price: 10 x 10 = 100",
            "loyal: 1 x -10 = -10",
            "agreed: 1 x -5 = -5",
            "Minimum charge: 1 x 5 = 5");
    assertThat(line.breakdown().get(1).cause())
        .isEqualTo(new RatedLine.Cause("apply_discount", discount.id(), null));
    assertThat(line.breakdown().get(2).cause())
        .isEqualTo(new RatedLine.Cause("override_discount", null, id(9)));
  }

  @Test
  void shouldChargeAFixedFeeOfARuleOnceThroughAllStretches() {
    Rule fee = rule(new Action.AddFee(new BigDecimal("7"), "setup"));
    PricePlan first = with(usage("1"), fee);
    PricePlan second = with(usage("2"), fee);
    assertThat(rate(List.of(first, second), "10", "20").line().preciseAmount())
        .isEqualByComparingTo("37");
  }

  @Test
  void shouldChargeNothingNotEvenTheMinimumWhereARuleSkips() {
    ModelDraft minimum =
        Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=1 minimumCharge=100");
    RatedLine line =
        rate(List.of(with(plan(minimum), rule(new Action.Skip("internal")))), "10").line();
    assertThat(line.totalAmount()).isEqualByComparingTo("0");
    assertThat(line.quantity()).isEqualByComparingTo("10");
  }

  @Test
  void shouldBindByTheMaximumWhereARuleSkipsOnlyWhatWasUsedFirst() {
    ModelDraft maximum =
        Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=1 maximumCharge=100");
    Rule little =
        new Rule(
            id(5),
            "little",
            List.of(new Condition("quantity", Operator.LT, new Operand.Decimal(BigDecimal.TEN))),
            List.of(new Action.Skip("little")),
            0);
    PricePlan plan = with(plan(maximum), little);
    assertThat(rate(List.of(plan), "1000").line().totalAmount()).isEqualByComparingTo("100");
    assertThat(rate(List.of(plan, plan), "5", "1000").line().totalAmount())
        .isEqualByComparingTo("100");
  }

  @Test
  void shouldTakeANegativeTotalAsNone() {
    RatedLine line = rate(List.of(usage("1"), usage("2")), "10", "-3").line();
    assertThat(line.preciseAmount()).isEqualByComparingTo("0");
    assertThat(parts(line)).last().isEqualTo("No less than nothing: 1 x 10 = 10");
    assertThat(rate(List.of(usage("1")), "-3").line().preciseAmount()).isEqualByComparingTo("0");
  }

  private static PricePlan with(PricePlan plan, Rule rule) {
    return new PricePlan(null, plan.modelId(), 1, plan.model(), List.of(rule), List.of());
  }

  private static Rule rule(Action action) {
    return new Rule(id(5), "rule", List.of(), List.of(action), 0);
  }

  private static PricePlan usage(String price) {
    return plan(Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=" + price));
  }

  private static PricePlan plan(ModelDraft draft) {
    return new PricePlan(null, id(1), 1, model(draft), List.of(), List.of());
  }

  private static PricingModel model(ModelDraft draft) {
    return draft.check();
  }

  private static List<@Nullable PricePlan> nullable(@Nullable PricePlan... plans) {
    List<@Nullable PricePlan> list = new ArrayList<>();
    for (PricePlan plan : plans) {
      list.add(plan);
    }
    return list;
  }

  private static CycleRating.Priced rate(
      List<? extends @Nullable PricePlan> plans, String... totals) {
    List<Stretch> stretches = new ArrayList<>();
    Map<Instant, BigDecimal> read = new HashMap<>();
    for (int i = 0; i < plans.size(); i++) {
      Instant from = day(Math.max(1, 10 * i));
      Instant to = day(10 * (i + 1));
      stretches.add(new Stretch(from, to, plans.get(i)));
      read.put(to, new BigDecimal(totals[i]));
    }
    return CycleRating.rate(
        new PriceTimeline(stretches),
        read,
        total -> new RuleFacts(total, "usage", null, null, null, Book.METER, Map.of()));
  }

  private static List<String> parts(RatedLine line) {
    return line.breakdown().stream()
        .map(
            part ->
                "%s: %s x %s = %s"
                    .formatted(
                        part.component(),
                        part.quantity().toPlainString(),
                        part.unitPrice().toPlainString(),
                        part.subtotal().toPlainString()))
        .toList();
  }
}
