package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.Subscription;
import io.meterhouse.rating.SubscriptionPeriod;
import io.meterhouse.rating.Terms;
import io.meterhouse.rating.UsageBased;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.Condition;
import io.meterhouse.rating.rule.Operand;
import io.meterhouse.rating.rule.Operator;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageUntil;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of an item of November; a price may change on the 10th and on the 20th. */
class ItemDecisionTest {

  private static final Instant TENTH = Instant.parse("2026-11-10T00:00:00Z");
  private static final Instant TWENTIETH = Instant.parse("2026-11-20T00:00:00Z");
  private static final BillingPeriod NOVEMBER =
      new BillingPeriod(
          Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"));
  private static final UsageCell CELL =
      new UsageCell(
          Facts.usage("a"),
          new CycleKey(Facts.TENANT, new BillingScope("partner", "a"), NOVEMBER),
          ZoneOffset.UTC);
  private static final BillingCycle CYCLE =
      BillingCycle.active(
          new UUID(0, 1),
          CELL.cycle(),
          CycleChain.months(NOVEMBER.start(), ZoneOffset.UTC),
          Facts.NOON);
  private static final Terms DOLLARS = Terms.in(Facts.DOLLARS);
  private static final PricePlan MINIMUM =
      Facts.price(
          1, new UsageBased(BigDecimal.ONE, new Terms(Facts.DOLLARS, new BigDecimal("100"), null)));
  private static final PricePlan FEE =
      plan(new Subscription(BigDecimal.TEN, SubscriptionPeriod.MONTHLY, DOLLARS));

  @Test
  void shouldLeaveACycleAloneThatIsNotActive() {
    for (CycleStatus status : CycleStatus.values()) {
      ItemDecision.Facts facts =
          new ItemDecision.Facts(
              CELL,
              CYCLE.in(status, Facts.NOON),
              totals("3", "3", "3"),
              prices(MINIMUM, MINIMUM, MINIMUM),
              null);
      assertThat(ItemDecision.decide(facts, Facts.NOON).isPresent())
          .as(status.toString())
          .isEqualTo(status == CycleStatus.ACTIVE);
    }
  }

  @Test
  void shouldChargeNoMinimumWhereNothingWasUsedAtAPrice() {
    assertThat(decide(prices(null, MINIMUM, MINIMUM), "5", "5", "5")).isEmpty();
    assertThat(decide(prices(null, MINIMUM, MINIMUM), "5", "5", "6")).isPresent();
    assertThat(decide(prices(null, MINIMUM, Facts.price(2, "7")), "5", "5", "6")).isPresent();
  }

  @Test
  void shouldChargeItWhereThereWasAPriceAllTheTime() {
    assertThat(decide(prices(MINIMUM, MINIMUM, MINIMUM), "0", "0", "0"))
        .hasValueSatisfying(item -> assertThat(item.line().totalAmount()).isEqualTo("100.00"));
  }

  @Test
  void shouldChargeAFeeAlsoWhereNothingWasUsedAtAPrice() {
    assertThat(decide(prices(null, FEE, FEE), "5", "5", "5"))
        .hasValueSatisfying(item -> assertThat(item.line().totalAmount()).isEqualTo("10.00"));
  }

  @Test
  void shouldNameTheLastPriceThatPaidAndBeginAtVersionOne() {
    assertThat(
            decide(
                prices(Facts.price(1, "1"), Facts.price(2, "2"), Facts.price(3, "3")),
                "5",
                "8",
                "8"))
        .hasValueSatisfying(
            item -> {
              assertThat(item.modelVersion()).isEqualTo(2);
              assertThat(item.version()).isEqualTo(1);
              assertThat(item.line().totalAmount()).isEqualTo("11.00");
            });
  }

  @Test
  void shouldShowRulesWhatIsBilledToWhom() {
    Rule free =
        new Rule(
            new UUID(0, 5),
            "free",
            List.of(
                is("itemType", "usage"),
                is("scopeType", "partner"),
                is("scopeId", "a"),
                is("meter", "tokens")),
            List.of(new Action.Skip("partners pay nothing")),
            0);
    PricePlan plan = Facts.price(1, "1");
    PricePlan ruled =
        new PricePlan(null, plan.modelId(), 1, plan.model(), List.of(free), List.of());
    assertThat(decide(prices(ruled, ruled, ruled), "5", "8", "8"))
        .hasValueSatisfying(item -> assertThat(item.line().totalAmount()).isEqualTo("0.00"));
  }

  @Test
  void shouldAskForTheTotalAtEachChangeOfThePrice() {
    PriceTimeline prices = prices(MINIMUM, FEE, MINIMUM);
    assertThat(CellUsage.wanted(List.of(CELL), Map.of(CELL, prices)))
        .extracting(UsageUntil::until)
        .containsExactly(TENTH, TWENTIETH, NOVEMBER.end());
    assertThat(CellUsage.wanted(List.of(CELL), Map.of())).containsExactly(UsageUntil.whole(CELL));
  }

  @Test
  void shouldReadATotalOfNothingBeforeTheFirstUsageAndNoneWithoutAny() {
    PriceTimeline prices = prices(MINIMUM, FEE, MINIMUM);
    UsageUntil middle = new UsageUntil(CELL, TWENTIETH);
    assertThat(
            CellUsage.of(
                CELL,
                prices,
                Map.of(middle, BigDecimal.ONE, UsageUntil.whole(CELL), BigDecimal.TEN)))
        .isEqualTo(totals("0", "1", "10"));
    assertThat(CellUsage.of(CELL, prices, Map.of(middle, BigDecimal.ONE))).isNull();
  }

  private static Condition is(String field, String value) {
    return new Condition(field, Operator.EQ, new Operand.Text(value));
  }

  private static PricePlan plan(PricingModel model) {
    return Facts.price(1, model);
  }

  private static PriceTimeline prices(
      @Nullable PricePlan first, PricePlan second, PricePlan third) {
    List<Stretch> stretches = new ArrayList<>();
    stretches.add(new Stretch(NOVEMBER.start(), TENTH, first));
    stretches.add(new Stretch(TENTH, TWENTIETH, second));
    stretches.add(new Stretch(TWENTIETH, NOVEMBER.end(), third));
    return new PriceTimeline(stretches);
  }

  private static Map<Instant, BigDecimal> totals(String tenth, String twentieth, String end) {
    return Map.of(
        TENTH,
        new BigDecimal(tenth),
        TWENTIETH,
        new BigDecimal(twentieth),
        NOVEMBER.end(),
        new BigDecimal(end));
  }

  private static Optional<BillingItem> decide(PriceTimeline prices, String... totals) {
    return ItemDecision.decide(
        new ItemDecision.Facts(CELL, CYCLE, totals(totals[0], totals[1], totals[2]), prices, null),
        Facts.NOON);
  }
}
