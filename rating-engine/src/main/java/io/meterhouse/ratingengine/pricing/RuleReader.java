package io.meterhouse.ratingengine.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.rule.ActionDraft;
import io.meterhouse.rating.rule.ActionType;
import io.meterhouse.rating.rule.AmountUnit;
import io.meterhouse.rating.rule.ConditionDraft;
import io.meterhouse.rating.rule.Operand;
import io.meterhouse.rating.rule.Operator;
import io.meterhouse.rating.rule.RuleDraft;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads conditions and actions, as they are sent and as they are stored. Only types are looked at
 * here; what is wrong is noted in the body.
 */
public final class RuleReader {

  private static final int MAX_DIGITS = 100;
  private static final String EXPECTED = " (expected: a text, number, truth value or list of them)";

  private static final Map<String, Operator> OPERATORS =
      Choices.of(Operator.values(), Operator::wireName);
  private static final Map<String, ActionType> ACTIONS =
      Choices.of(ActionType.values(), ActionType::wireName);
  private static final Map<String, AmountUnit> UNITS =
      Choices.of(AmountUnit.values(), AmountUnit::wireName);

  private RuleReader() {}

  /** The rule in the fields {@code conditions} and {@code actions}. */
  public static RuleDraft read(JsonBody body, String name, int priority) {
    return new RuleDraft(
        name,
        body.objects("conditions").stream().map(RuleReader::condition).toList(),
        body.objects("actions").stream().map(RuleReader::action).toList(),
        priority);
  }

  private static ConditionDraft condition(JsonBody condition) {
    return new ConditionDraft(
        condition.optionalText("field"),
        condition.optionalChoice("operator", OPERATORS),
        operand(condition));
  }

  private static ActionDraft action(JsonBody action) {
    return new ActionDraft(
        action.optionalChoice("type", ACTIONS),
        action.optionalDecimal("value"),
        action.optionalChoice("unit", UNITS),
        action.optionalText("reason"));
  }

  private static @Nullable Operand operand(JsonBody condition) {
    @Nullable JsonNode node = condition.node("value");
    if (node == null) {
      return null;
    }
    if (!node.isArray()) {
      return scalar(condition, "value", node);
    }
    List<Operand.Scalar> values = new ArrayList<>();
    for (JsonNode element : node) {
      Operand.@Nullable Scalar value =
          scalar(condition, "value[%d]".formatted(values.size()), element);
      values.add(value == null ? new Operand.Text("") : value);
    }
    return new Operand.Many(values);
  }

  private static Operand.@Nullable Scalar scalar(JsonBody condition, String field, JsonNode node) {
    if (node.isTextual()) {
      return new Operand.Text(node.textValue());
    }
    if (node.isBoolean()) {
      return new Operand.Truth(node.booleanValue());
    }
    if (!node.isNumber()) {
      condition.problem(field, kind(node) + EXPECTED);
      return null;
    }
    BigDecimal number = node.decimalValue();
    if (Math.abs((long) number.scale()) + number.precision() > MAX_DIGITS) {
      condition.problem(field, "a number of many digits (expected: at most " + MAX_DIGITS + ")");
      return null;
    }
    return new Operand.Decimal(number);
  }

  private static String kind(JsonNode node) {
    return node.isObject() ? "an object" : node.isArray() ? "an array" : "null";
  }
}
