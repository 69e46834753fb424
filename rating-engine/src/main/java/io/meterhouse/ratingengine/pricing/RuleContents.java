package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.AmountUnit;
import io.meterhouse.rating.rule.Condition;
import io.meterhouse.rating.rule.Operand;
import io.meterhouse.rating.rule.Rule;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions and actions as the API shows them and as their columns hold them. */
public final class RuleContents {

  private RuleContents() {}

  /** The conditions, ready to be written as JSON. */
  public static List<Map<String, Object>> conditions(Rule rule) {
    return rule.conditions().stream().map(RuleContents::condition).toList();
  }

  /** The actions, ready to be written as JSON. */
  public static List<Map<String, Object>> actions(Rule rule) {
    return rule.actions().stream().map(RuleContents::action).toList();
  }

  private static Map<String, Object> condition(Condition condition) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("field", condition.field());
    view.put("operator", condition.operator().wireName());
    view.put("value", value(condition.value()));
    return view;
  }

  private static Object value(Operand operand) {
    return switch (operand) {
      case Operand.Text(String text) -> text;
      case Operand.Decimal(BigDecimal number) -> number;
      case Operand.Truth(boolean truth) -> truth;
      case Operand.Many(List<Operand.Scalar> values) ->
          values.stream().map(RuleContents::value).toList();
    };
  }

  private static Map<String, Object> action(Action action) {
    return switch (action) {
      case Action.ApplyDiscount(BigDecimal value, AmountUnit unit, _) -> view(action, value, unit);
      case Action.ApplySurcharge(BigDecimal value, AmountUnit unit, _) -> view(action, value, unit);
      case Action.SetPrice(BigDecimal value, _) -> view(action, value, null);
      case Action.ApplyMultiplier(BigDecimal value, _) -> view(action, value, null);
      case Action.AddFee(BigDecimal value, _) -> view(action, value, null);
      case Action.Skip _ -> view(action, null, null);
    };
  }

  private static Map<String, Object> view(
      Action action, @Nullable BigDecimal value, @Nullable AmountUnit unit) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("type", action.type().wireName());
    if (value != null) {
      view.put("value", value);
    }
    if (unit != null) {
      view.put("unit", unit.wireName());
    }
    String reason = action.reason();
    if (reason != null) {
      view.put("reason", reason);
    }
    return view;
  }
}
