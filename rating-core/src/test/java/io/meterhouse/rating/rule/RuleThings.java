package io.meterhouse.rating.rule;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Short words for rules in tests. */
final class RuleThings {

  static final RuleFacts NOTHING = facts(Map.of());

  private RuleThings() {}

  static BigDecimal dec(String digits) {
    return new BigDecimal(digits);
  }

  static UUID id(int number) {
    return new UUID(0, number);
  }

  static RuleFacts facts(Map<String, Object> metadata) {
    return new RuleFacts(dec("250"), "sms", "merchant", "MER-1", null, "sms.sent", metadata);
  }

  static Operand.Scalar operand(Object value) {
    return switch (value) {
      case String text -> new Operand.Text(text);
      case Boolean truth -> new Operand.Truth(truth);
      case BigDecimal number -> new Operand.Decimal(number);
      case Integer number -> new Operand.Decimal(BigDecimal.valueOf(number));
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  static Operand many(Object... values) {
    return new Operand.Many(Arrays.stream(values).map(RuleThings::operand).toList());
  }

  static Rule rule(int number, int priority, Action... actions) {
    return new Rule(id(number), "rule " + number, List.of(), List.of(actions), priority);
  }

  static Action percentOff(String percent) {
    return new Action.ApplyDiscount(dec(percent), AmountUnit.PERCENT, null);
  }

  static Action off(String amount) {
    return new Action.ApplyDiscount(dec(amount), AmountUnit.FIXED, null);
  }

  static Action percentOn(String percent) {
    return new Action.ApplySurcharge(dec(percent), AmountUnit.PERCENT, null);
  }

  static Action times(String factor) {
    return new Action.ApplyMultiplier(dec(factor), null);
  }

  static Action price(String price) {
    return new Action.SetPrice(dec(price), null);
  }

  static Action fee(String fee) {
    return new Action.AddFee(dec(fee), null);
  }

  static Action skip() {
    return new Action.Skip("on the house");
  }
}
