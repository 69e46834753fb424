package io.meterhouse.rating.rule;

import static io.meterhouse.rating.rule.RuleThings.dec;
import static io.meterhouse.rating.rule.RuleThings.id;
import static io.meterhouse.rating.rule.RuleThings.many;
import static io.meterhouse.rating.rule.RuleThings.operand;
import static io.meterhouse.rating.rule.RuleThings.percentOff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.Problem;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RuleDraftTest {

  private static final ActionDraft TENTH_OFF = action(ActionType.APPLY_DISCOUNT, "10", null);

  @Test
  void shouldMakeTheRuleItDescribes() {
    RuleDraft draft =
        new RuleDraft(
            "Premium",
            List.of(new ConditionDraft("customer_tier", Operator.EQ, operand("premium"))),
            List.of(TENTH_OFF),
            7);
    assertThat(draft.check(id(1)))
        .isEqualTo(
            new Rule(
                id(1),
                "Premium",
                List.of(new Condition("customer_tier", Operator.EQ, operand("premium"))),
                List.of(percentOff("10")),
                7));
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    RuleDraft draft =
        new RuleDraft(
            null,
            List.of(
                new ConditionDraft(" ", null, null),
                new ConditionDraft("a", Operator.BETWEEN, many(2, 1)),
                new ConditionDraft("a".repeat(201), Operator.IN, many("x".repeat(501)))),
            List.of(
                new ActionDraft(null, dec("1"), null, null),
                action(ActionType.APPLY_DISCOUNT, "100.1", null),
                action(ActionType.APPLY_SURCHARGE, "-1", AmountUnit.FIXED),
                action(ActionType.SET_PRICE, "1", AmountUnit.PERCENT),
                action(ActionType.APPLY_MULTIPLIER, null, AmountUnit.FIXED),
                action(ActionType.SKIP, "1", null)),
            0);
    assertThat(draft.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "name: missing",
            "conditions[0].field: blank (expected: text)",
            "conditions[0].operator: missing",
            "conditions[0].value: missing",
            "conditions[1].value: [2, 1] (expected: a list of two numbers or two texts, the lower"
                + " first)",
            "conditions[2].field: 201 characters (expected: at most 200)",
            "conditions[2].value[0]: 501 characters (expected: at most 500)",
            "actions[0].type: missing",
            "actions[1].value: 100.1 (expected: at most 100)",
            "actions[2].value: -1 (expected: >= 0)",
            "actions[3].unit: percent (expected: fixed or none, as set_price is an amount)",
            "actions[4].unit: fixed (expected: none, which apply_multiplier does not have)",
            "actions[4].value: missing (expected: a number)",
            "actions[5].value: 1 (expected: none, or 0)");
    assertThatThrownBy(() -> draft.check(id(1))).isInstanceOf(InvalidModelException.class);
  }

  @Test
  void shouldBoundWhatARuleHolds() {
    assertThat(
            new RuleDraft(
                    "many",
                    Collections.nCopies(51, new ConditionDraft("a", Operator.EQ, operand("b"))),
                    Collections.nCopies(21, TENTH_OFF),
                    0)
                .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "conditions: 51 (expected: at most 50)", "actions: 21 (expected: at most 20)");
    assertThat(new RuleDraft("none", List.of(), List.of(), 0).problems())
        .extracting(Problem::toString)
        .containsExactly("actions: none (expected: at least one)");
    Object[] values = Collections.nCopies(101, "x").toArray();
    assertThat(condition(Operator.IN, many(values)))
        .containsExactly(
            "conditions[0].value: a list of 101 (expected: a list of 1 to 100 texts, numbers, truth"
                + " values)");
  }

  @Test
  void shouldRefuseWhatADatabaseCannotHold() {
    assertThat(condition(Operator.EQ, operand("a\0b")))
        .containsExactly("conditions[0].value: holds U+0000 (expected: text)");
    assertThat(condition(Operator.EQ, operand("a\uD83D")))
        .containsExactly("conditions[0].value: holds half of a surrogate pair (expected: text)");
    assertThat(condition(Operator.EQ, operand(new BigDecimal("1E+999999999"))))
        .containsExactly(
            "conditions[0].value: 1E+999999999 (expected: at most 18 digits before and 18 after the"
                + " decimal point)");
  }

  @Test
  void shouldLetPassWhatSaysNothingNew() {
    assertThat(
            new RuleDraft(
                    "x",
                    List.of(),
                    List.of(
                        action(ActionType.ADD_FEE, "1", AmountUnit.FIXED),
                        action(ActionType.SKIP, "0", null),
                        action(ActionType.SKIP, null, null)),
                    -3)
                .problems())
        .isEmpty();
  }

  private static List<String> condition(Operator operator, Operand value) {
    return new RuleDraft(
            "x", List.of(new ConditionDraft("a", operator, value)), List.of(TENTH_OFF), 0)
        .problems().stream().map(Problem::toString).toList();
  }

  private static ActionDraft action(
      ActionType type, @Nullable String value, @Nullable AmountUnit unit) {
    return new ActionDraft(type, value == null ? null : dec(value), unit, null);
  }
}
