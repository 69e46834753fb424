package io.meterhouse.rating.rule;

import static io.meterhouse.rating.rule.RuleThings.NOTHING;
import static io.meterhouse.rating.rule.RuleThings.dec;
import static io.meterhouse.rating.rule.RuleThings.facts;
import static io.meterhouse.rating.rule.RuleThings.fee;
import static io.meterhouse.rating.rule.RuleThings.id;
import static io.meterhouse.rating.rule.RuleThings.off;
import static io.meterhouse.rating.rule.RuleThings.operand;
import static io.meterhouse.rating.rule.RuleThings.percentOff;
import static io.meterhouse.rating.rule.RuleThings.percentOn;
import static io.meterhouse.rating.rule.RuleThings.price;
import static io.meterhouse.rating.rule.RuleThings.rule;
import static io.meterhouse.rating.rule.RuleThings.skip;
import static io.meterhouse.rating.rule.RuleThings.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {

  @Test
  void shouldTakeATenthOff() {
    assertThat(Rules.apply(dec("1000"), List.of(rule(1, 0, percentOff("10"))), NOTHING))
        .isEqualTo(
            new Applied(
                dec("900"),
                List.of(new Adjustment("apply_discount", dec("-100"), "rule 1", id(1), null)),
                List.of(id(1)),
                false,
                List.of()));
  }

  @Test
  void shouldLetRulesOfOnePrioritySeeTheSameAmount() {
    Applied applied =
        apply(
            "1000",
            rule(1, 5, percentOff("10")),
            rule(2, 5, percentOn("20")),
            rule(3, 5, times("1.5")));
    assertThat(amounts(applied)).containsExactly("-100", "200", "500");
    assertThat(applied.amount()).isEqualTo(dec("1600"));
  }

  @Test
  void shouldLetAHigherPriorityActFirst() {
    assertThat(apply("1000", rule(1, 1, percentOff("10")), rule(2, 2, off("500"))).amount())
        .isEqualTo(dec("450"));
    assertThat(apply("1000", rule(1, 2, percentOff("10")), rule(2, 1, off("500"))).amount())
        .isEqualTo(dec("400"));
  }

  @Test
  void shouldSetTheLowestPriceFirstAndAddFeesLast() {
    Applied applied =
        apply(
            "1000", rule(1, 0, fee("7"), percentOff("50"), price("300")), rule(2, 0, price("200")));
    assertThat(applied.adjustments())
        .containsExactly(
            new Adjustment("set_price", dec("-800"), "rule 2", id(2), null),
            new Adjustment("apply_discount", dec("-100"), "rule 1", id(1), null),
            new Adjustment("add_fee", dec("7"), "rule 1", id(1), null));
    assertThat(applied.amount()).isEqualTo(dec("107"));
  }

  @Test
  void shouldTellOfAPriceThatWasNotTheLowest() {
    Applied applied = apply("1000", rule(1, 0, price("300")), rule(2, 0, price("200")));
    assertThat(applied.appliedRules()).containsExactly(id(2));
    assertThat(applied.notApplied())
        .containsExactly(
            new Rejected(id(1), "a rule of the same priority sets a price that is not higher"));
  }

  @Test
  void shouldCutWhatIsBelowZeroAfterEachPriority() {
    Applied applied = apply("30", rule(1, 2, off("50")), rule(2, 1, fee("5")));
    assertThat(applied.adjustments())
        .containsExactly(
            new Adjustment("apply_discount", dec("-50"), "rule 1", id(1), null),
            new Adjustment(
                "no_less_than_zero", dec("20"), "nothing costs less than nothing", null, null),
            new Adjustment("add_fee", dec("5"), "rule 2", id(2), null));
    assertThat(applied.amount()).isEqualTo(dec("5"));
  }

  @Test
  void shouldSkipTheItemAndLetNothingActAfterIt() {
    Applied applied =
        apply(
            "1000",
            rule(1, 3, fee("10")),
            rule(2, 2, skip()),
            rule(3, 2, fee("20")),
            rule(4, 1, fee("40")));
    assertThat(applied)
        .isEqualTo(
            new Applied(
                dec("0"),
                List.of(
                    new Adjustment("add_fee", dec("10"), "rule 1", id(1), null),
                    new Adjustment("skip", dec("-1010"), "on the house", id(2), null)),
                List.of(id(1), id(2)),
                true,
                List.of(
                    new Rejected(id(3), "rule " + id(2) + " skips the item"),
                    new Rejected(id(4), "rule " + id(2) + " skips the item"))));
  }

  @Test
  void shouldNameTheFirstConditionThatIsNotMetWithWhatCame() {
    Rule rule =
        new Rule(
            id(1),
            "Premium in the EU",
            List.of(
                new Condition("customer_tier", Operator.EQ, operand("premium")),
                new Condition("region", Operator.EQ, operand("EU")),
                new Condition("quantity", Operator.GT, operand(1_000))),
            List.of(percentOff("10")),
            0);
    assertThat(whyNot(rule, Map.of("customer_tier", "premium", "region", "US")))
        .isEqualTo("conditions[1]: region: 'US' (expected: eq 'EU')");
    assertThat(whyNot(rule, Map.of("customer_tier", "premium")))
        .isEqualTo("conditions[1]: region: absent (expected: eq 'EU')");
    assertThat(whyNot(rule, Map.of("customer_tier", "premium", "region", "EU")))
        .isEqualTo("conditions[2]: quantity: 250 (expected: gt 1000)");
  }

  @Test
  void shouldLeaveTheAmountAloneWithoutRules() {
    assertThat(apply("12.340"))
        .isEqualTo(new Applied(dec("12.34"), List.of(), List.of(), false, List.of()));
  }

  @Test
  void shouldKeepEveryDigit() {
    assertThat(
            apply("0.000000000000000001", rule(1, 0, percentOff("0.000000000000000001"))).amount())
        .isEqualTo(dec("0.00000000000000000099999999999999999999"));
  }

  private static String whyNot(Rule rule, Map<String, Object> metadata) {
    return Rules.apply(dec("1"), List.of(rule), facts(metadata)).notApplied().getFirst().why();
  }

  private static Applied apply(String amount, Rule... rules) {
    return Rules.apply(dec(amount), List.of(rules), NOTHING);
  }

  private static List<String> amounts(Applied applied) {
    return applied.adjustments().stream().map(one -> one.amount().toPlainString()).toList();
  }
}
