package io.meterhouse.rating.rule;

import static io.meterhouse.rating.rule.RuleThings.NOTHING;
import static io.meterhouse.rating.rule.RuleThings.dec;
import static io.meterhouse.rating.rule.RuleThings.id;
import static io.meterhouse.rating.rule.RuleThings.operand;
import static io.meterhouse.rating.rule.RuleThings.percentOff;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RulesProperty {

  @Property
  void shouldDependOnTheSetOfRulesAlone(
      @ForAll("amounts") BigDecimal amount,
      @ForAll("rules") List<Rule> rules,
      @ForAll Random random) {
    List<Rule> shuffled = new ArrayList<>(rules);
    Collections.shuffle(shuffled, random);
    assertThat(Rules.apply(amount, shuffled, NOTHING))
        .isEqualTo(Rules.apply(amount, rules, NOTHING));
  }

  /** Ids order what is told, and never what is paid. */
  @Property
  void shouldCostTheSameWhateverTheIdsOfItsRules(
      @ForAll("amounts") BigDecimal amount, @ForAll("rules") List<Rule> rules) {
    assertThat(Rules.apply(amount, withIds(rules.reversed()), NOTHING).amount())
        .isEqualByComparingTo(Rules.apply(amount, rules, NOTHING).amount());
  }

  @Property
  void shouldAddItsAdjustmentsUp(
      @ForAll("amounts") BigDecimal amount, @ForAll("rules") List<Rule> rules) {
    Applied applied = Rules.apply(amount, rules, NOTHING);
    BigDecimal sum =
        applied.adjustments().stream().map(Adjustment::amount).reduce(amount, BigDecimal::add);
    assertThat(applied.amount()).isEqualByComparingTo(sum);
  }

  @Property
  void shouldNeverComeBelowZero(
      @ForAll("amounts") BigDecimal amount, @ForAll("rules") List<Rule> rules) {
    assertThat(Rules.apply(amount, rules, NOTHING).amount()).isNotNegative();
  }

  @Property
  void shouldTellOfEveryRuleOnce(
      @ForAll("amounts") BigDecimal amount, @ForAll("rules") List<Rule> rules) {
    Applied applied = Rules.apply(amount, rules, NOTHING);
    List<Object> told = new ArrayList<>(applied.appliedRules());
    applied.notApplied().forEach(rejected -> told.add(rejected.ruleId()));
    assertThat(told).containsExactlyInAnyOrderElementsOf(rules.stream().map(Rule::id).toList());
  }

  @Property
  void shouldChangeNothingByADiscountOfNothing(
      @ForAll("amounts") BigDecimal amount,
      @ForAll("rules") List<Rule> rules,
      @ForAll("priorities") int priority) {
    assertThat(Rules.apply(amount, and(rules, priority, "0"), NOTHING).amount())
        .isEqualByComparingTo(Rules.apply(amount, rules, NOTHING).amount());
  }

  /** As the last of the priorities: what acts later may turn a lower amount into a higher one. */
  @Property
  void shouldNeverCostMoreForAHigherDiscount(
      @ForAll("amounts") BigDecimal amount,
      @ForAll("rules") List<Rule> rules,
      @ForAll("percentages") BigDecimal one,
      @ForAll("percentages") BigDecimal other) {
    BigDecimal less =
        Rules.apply(amount, and(rules, 0, one.max(other).toString()), NOTHING).amount();
    BigDecimal more =
        Rules.apply(amount, and(rules, 0, one.min(other).toString()), NOTHING).amount();
    assertThat(less).isLessThanOrEqualTo(more);
  }

  @Property
  void shouldNeverCostMoreForAHigherDiscountOfAnOverride(
      @ForAll("amounts") BigDecimal amount,
      @ForAll("percentages") BigDecimal one,
      @ForAll("percentages") BigDecimal other) {
    assertThat(afterDiscount(amount, one.max(other)))
        .isBetween(BigDecimal.ZERO, afterDiscount(amount, one.min(other)));
  }

  private static BigDecimal afterDiscount(BigDecimal amount, BigDecimal percent) {
    ModelOverride override =
        new ModelOverride(id(1), new PriceOverride.PercentOff(percent), "agreed");
    return amount.add(
        PriceOverrides.apply(amount, BigDecimal.ONE, override).orElseThrow().amount());
  }

  private static List<Rule> and(List<Rule> rules, int priority, String percent) {
    List<Rule> all = new ArrayList<>(rules);
    all.add(RuleThings.rule(1_000, priority, percentOff(percent)));
    return all;
  }

  @Provide
  Arbitrary<BigDecimal> amounts() {
    return Arbitraries.bigDecimals().between(dec("0"), dec("1000000")).ofScale(6);
  }

  @Provide
  Arbitrary<BigDecimal> percentages() {
    return Arbitraries.bigDecimals().between(dec("0"), dec("100")).ofScale(3);
  }

  @Provide
  Arbitrary<Integer> priorities() {
    return Arbitraries.integers().between(0, 3);
  }

  @Provide
  Arbitrary<List<Rule>> rules() {
    Arbitrary<Rule> rule =
        Combinators.combine(
                Arbitraries.integers().between(0, 3),
                actions().list().ofMinSize(1).ofMaxSize(3),
                Arbitraries.of(100, 250, 300))
            .as(
                (priority, actions, quantity) ->
                    new Rule(
                        id(0),
                        "any",
                        List.of(new Condition("quantity", Operator.LTE, operand(quantity))),
                        actions,
                        priority));
    return rule.list().ofMaxSize(8).map(RulesProperty::withIds);
  }

  private static List<Rule> withIds(List<Rule> rules) {
    return IntStream.range(0, rules.size())
        .mapToObj(
            i -> {
              Rule rule = rules.get(i);
              return new Rule(
                  id(i + 1), "rule " + i, rule.conditions(), rule.actions(), rule.priority());
            })
        .toList();
  }

  private static Arbitrary<Action> actions() {
    Arbitrary<BigDecimal> numbers =
        Arbitraries.bigDecimals().between(dec("0"), dec("100")).ofScale(3);
    Arbitrary<AmountUnit> units = Arbitraries.of(AmountUnit.values());
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(numbers, units)
                .as((value, unit) -> new Action.ApplyDiscount(value, unit, null)),
            Combinators.combine(numbers, units)
                .as((value, unit) -> new Action.ApplySurcharge(value, unit, null)),
            numbers.map(value -> new Action.SetPrice(value, null)),
            numbers.map(value -> new Action.ApplyMultiplier(value.movePointLeft(1), null)),
            numbers.map(value -> new Action.AddFee(value, null)),
            Arbitraries.just(new Action.Skip(null))));
  }
}
