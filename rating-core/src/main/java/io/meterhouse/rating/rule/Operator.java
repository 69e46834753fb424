package io.meterhouse.rating.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a condition compares what came with its value; {@link Condition} says the meaning. */
public enum Operator {
  EQ,
  NEQ,
  GT,
  GTE,
  LT,
  LTE,
  IN,
  NOT_IN,
  CONTAINS,
  BETWEEN;

  /** The name in the API: {@code not_in}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The operator of that API name, if there is one; letter case counts. */
  public static Optional<Operator> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }

  /** Whether {@code value} can be its value. */
  boolean takes(Operand value) {
    return switch (this) {
      case EQ, NEQ, CONTAINS -> value instanceof Operand.Scalar;
      case GT, GTE, LT, LTE -> value instanceof Operand.Decimal || value instanceof Operand.Text;
      case IN, NOT_IN ->
          value instanceof Operand.Many(List<Operand.Scalar> values)
              && !values.isEmpty()
              && values.size() <= RuleLimits.MAX_VALUES;
      case BETWEEN ->
          value instanceof Operand.Many(List<Operand.Scalar> values)
              && values.size() == 2
              && isRange(values.getFirst(), values.getLast());
    };
  }

  /** What it takes, in words. */
  String expectation() {
    return switch (this) {
      case EQ, NEQ, CONTAINS -> "one text, number or truth value";
      case GT, GTE, LT, LTE -> "one number or text";
      case IN, NOT_IN ->
          "a list of 1 to " + RuleLimits.MAX_VALUES + " texts, numbers, truth values";
      case BETWEEN -> "a list of two numbers or two texts, the lower first";
    };
  }

  private static boolean isRange(Operand.Scalar low, Operand.Scalar high) {
    return low.getClass() == high.getClass() && Scalars.isInOrder(low, high, -1, 0);
  }
}
