package io.meterhouse.rating.rule;

import static io.meterhouse.rating.rule.RuleThings.dec;
import static io.meterhouse.rating.rule.RuleThings.facts;
import static io.meterhouse.rating.rule.RuleThings.many;
import static io.meterhouse.rating.rule.RuleThings.operand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionTest {

  private static final RuleFacts FACTS =
      facts(
          Map.of(
              "region",
              "EU",
              "seats",
              12,
              "rate",
              dec("1.50"),
              "level",
              "7",
              "trial",
              true,
              "tags",
              List.of("gold", "3"),
              "quantity",
              "not this one",
              "customer",
              Map.of("tier", "premium", "since", "2024-05-01"),
              "a.b",
              "whole name"));

  @Test
  void shouldCompareByValueAndNotByDigits() {
    assertMet("rate", Operator.EQ, operand(dec("1.5000")));
    assertMet("seats", Operator.EQ, operand(dec("12.0")));
    assertNotMet("seats", Operator.NEQ, operand(dec("12.0")));
    assertMet("region", Operator.EQ, operand("EU"));
    assertNotMet("region", Operator.EQ, operand("eu"));
    assertMet("trial", Operator.EQ, operand(true));
    assertNotMet("trial", Operator.EQ, operand(false));
  }

  @Test
  void shouldReadATextThatHoldsAPlainDecimalAsANumberBesideANumber() {
    assertMet("level", Operator.EQ, operand(7));
    assertMet("level", Operator.GT, operand(6));
    assertMet("level", Operator.IN, many(dec("7.0"), "x"));
    assertMet("seats", Operator.GTE, operand("12"));
    assertNotMet("region", Operator.GT, operand(6));
    assertMet("region", Operator.NEQ, operand(6));
    assertNotMet("trial", Operator.EQ, operand("true"));
  }

  @Test
  void shouldTakeTwoTextsAsEqualOnlyAsTextsAndInOrderAsNumbersWhereBothAreSome() {
    assertNotMet("level", Operator.EQ, operand("7.0"));
    assertMet("level", Operator.GTE, operand("7.0"));
    assertMet("level", Operator.LT, operand("10"));
    assertNotMet("level", Operator.LT, operand("ten"));
  }

  @Test
  void shouldOrderTextsByCodePoint() {
    RuleFacts facts = facts(Map.of("sign", "\uFFFD"));
    // U+1F600 comes after U+FFFD, although its first half comes before.
    assertThat(new Condition("sign", Operator.LT, operand("\uD83D\uDE00")).isMetBy(facts)).isTrue();
    assertMet("customer.since", Operator.BETWEEN, many("2024-01-01", "2024-12-31"));
    assertNotMet("customer.since", Operator.GT, operand("2024-05-01"));
    assertMet("customer.since", Operator.LTE, operand("2024-05-01"));
  }

  @Test
  void shouldIncludeBothEndsOfBetween() {
    assertMet("seats", Operator.BETWEEN, many(12, 20));
    assertMet("seats", Operator.BETWEEN, many(1, 12));
    assertNotMet("seats", Operator.BETWEEN, many(dec("12.1"), 20));
    assertNotMet("seats", Operator.BETWEEN, many(1, dec("11.9")));
    assertMet("seats", Operator.BETWEEN, many(12, 12));
  }

  @Test
  void shouldContainPartsOfTextsAndElementsOfLists() {
    assertMet("customer.tier", Operator.CONTAINS, operand("mium"));
    assertNotMet("customer.tier", Operator.CONTAINS, operand("Prem"));
    assertMet("tags", Operator.CONTAINS, operand("gold"));
    assertMet("tags", Operator.CONTAINS, operand(3));
    assertNotMet("tags", Operator.CONTAINS, operand("gol"));
    assertNotMet("seats", Operator.CONTAINS, operand(1));
    assertNotMet("level", Operator.CONTAINS, operand(7));
  }

  @Test
  void shouldMeetOnlyTheNegativeOperatorsWithAnAbsentField() {
    for (String field : List.of("nowhere", "customer.nowhere", "customer", "deploymentType")) {
      assertMet(field, Operator.NEQ, operand("x"));
      assertMet(field, Operator.NOT_IN, many("x", "y"));
      assertNotMet(field, Operator.EQ, operand("x"));
      assertNotMet(field, Operator.IN, many("x", "y"));
      assertNotMet(field, Operator.GT, operand(0));
      assertNotMet(field, Operator.GTE, operand(0));
      assertNotMet(field, Operator.LT, operand(0));
      assertNotMet(field, Operator.LTE, operand(0));
      assertNotMet(field, Operator.CONTAINS, operand("x"));
      assertNotMet(field, Operator.BETWEEN, many(0, 1));
    }
  }

  @Test
  void shouldFindBuiltInFieldsBeforeMetadataOfTheirName() {
    assertMet("quantity", Operator.EQ, operand(250));
    assertMet("metadata.quantity", Operator.EQ, operand("not this one"));
    assertMet("itemType", Operator.EQ, operand("sms"));
    assertMet("scopeType", Operator.EQ, operand("merchant"));
    assertMet("scopeId", Operator.EQ, operand("MER-1"));
    assertMet("meter", Operator.EQ, operand("sms.sent"));
    RuleFacts named = facts(Map.of("deploymentType", "self_hosted"));
    assertThat(new Condition("deploymentType", Operator.EQ, operand("self_hosted")).isMetBy(named))
        .isFalse();
  }

  @Test
  void shouldFollowPathsAndPreferAWholeName() {
    assertMet("customer.tier", Operator.EQ, operand("premium"));
    assertMet("metadata.customer.tier", Operator.EQ, operand("premium"));
    assertMet("a.b", Operator.EQ, operand("whole name"));
  }

  @Test
  void shouldRefuseADoubleInMetadata() {
    assertThatThrownBy(() -> facts(Map.of("customer", Map.of("rate", 1.5d))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metadata.customer.rate: java.lang.Double");
  }

  @Test
  void shouldRefuseAValueThatItsOperatorCannotTake() {
    assertThatThrownBy(() -> new Condition("a", Operator.BETWEEN, many(2, 1)))
        .hasMessage(
            "value of between: [2, 1] (expected: a list of two numbers or two texts, the lower"
                + " first)");
    assertThatThrownBy(() -> new Condition("a", Operator.BETWEEN, many(1, "2")));
    assertThatThrownBy(() -> new Condition("a", Operator.IN, many()));
    assertThatThrownBy(() -> new Condition("a", Operator.EQ, many(1)));
    assertThatThrownBy(() -> new Condition("a", Operator.GT, operand(true)));
    assertThatThrownBy(() -> new Condition("a", Operator.IN, operand(1)));
  }

  private static void assertMet(String field, Operator operator, Operand value) {
    assertThat(new Condition(field, operator, value).isMetBy(FACTS))
        .as("%s %s %s", field, operator, value)
        .isTrue();
  }

  private static void assertNotMet(String field, Operator operator, Operand value) {
    assertThat(new Condition(field, operator, value).isMetBy(FACTS))
        .as("%s %s %s", field, operator, value)
        .isFalse();
  }
}
