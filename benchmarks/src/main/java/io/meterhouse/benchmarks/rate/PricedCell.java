package io.meterhouse.benchmarks.rate;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.AmountUnit;
import io.meterhouse.rating.rule.Condition;
import io.meterhouse.rating.rule.Operand;
import io.meterhouse.rating.rule.Operator;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.rating.rule.RuleFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * What the rating engine evaluates for an item: the prices in force in its billing period; public
 * for what JMH generates.
 */
public enum PricedCell {
  /** One price all the time. */
  ONE_PRICE,
  /** The same under a rule that is met and one that mostly is not. */
  TWO_RULES;

  private static final BillingPeriod MONTH =
      BillingPeriod.monthOf(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

  /** For people: {@code item, two rules}. */
  String title() {
    return "item, " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  PriceTimeline timeline() {
    return PriceTimeline.of(
        MONTH,
        new PricePlan(
            id(11), id(12), 1, PricedModel.TIERED_GRADUATED.draft().check(), rules(), List.of()));
  }

  private List<Rule> rules() {
    return switch (this) {
      case ONE_PRICE -> List.of();
      case TWO_RULES ->
          List.of(
              rule(
                  1,
                  new Condition("scopeType", Operator.EQ, new Operand.Text("client")),
                  new Action.ApplyDiscount(BigDecimal.TEN, AmountUnit.PERCENT, "partner")),
              rule(
                  2,
                  new Condition(
                      "quantity", Operator.GTE, new Operand.Decimal(new BigDecimal("50000"))),
                  new Action.AddFee(new BigDecimal("25"), "large customer")));
    };
  }

  /** As the engine does with the total that it has read. */
  static CycleRating.Priced rate(PriceTimeline prices, BigDecimal total) {
    return CycleRating.rate(
        prices,
        Map.of(MONTH.end(), total),
        seen -> new RuleFacts(seen, "usage", "client", "s-17", null, "requests", Map.of()));
  }

  private static Rule rule(int number, Condition condition, Action action) {
    return new Rule(id(number), "rule " + number, List.of(condition), List.of(action), number);
  }

  private static UUID id(int number) {
    return new UUID(0, number);
  }
}
