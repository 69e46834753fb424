package io.meterhouse.rating.rule;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule.
 *
 * <p>Numbers compare by value (1.0 is 1), texts by code point, truth values by value. A text that
 * holds a plain decimal ({@code -12.50}; no exponent, no sign +, at most 100 characters) compares
 * with a number as that number, since metadata often carries numbers as texts; of two texts, both
 * are equal only as texts ({@code 007} is not {@code 7}), and in order as numbers where both hold
 * one. Otherwise values of different kinds are never equal and never in order.
 *
 * <ul>
 *   <li>{@code eq}, {@code in}: the field is the value, or one of them.
 *   <li>{@code neq}, {@code not_in}: the exact opposites.
 *   <li>{@code gt gte lt lte}: the field is in that order with the value, a number or a text.
 *   <li>{@code between}: neither below the first nor above the second of two values; both ends
 *       belong to it.
 *   <li>{@code contains}: the field is a text and the value a part of it, letter case counts; or
 *       the field is a list and the value one of its elements.
 * </ul>
 *
 * <p>As with the filters of meters, an absent field is as good as a JSON null and equals nothing:
 * it meets {@code neq} and {@code not_in} and no other. So does a field that is an object; a list
 * meets these and {@code contains}.
 *
 * @param field what it looks at, as {@link RuleFacts} finds it
 */
public record Condition(String field, Operator operator, Operand value) {

  /** Checks that the value is one that the operator takes. */
  public Condition {
    if (!operator.takes(value)) {
      throw new IllegalArgumentException(
          "value of %s: %s (expected: %s)"
              .formatted(operator.wireName(), value, operator.expectation()));
    }
  }

  /** Whether it is met. */
  public boolean isMetBy(RuleFacts facts) {
    @Nullable Operand found = facts.find(field);
    return switch (operator) {
      case EQ, IN -> isAmongValues(found);
      case NEQ, NOT_IN -> !isAmongValues(found);
      case GT -> isInOrder(found, first(), 1, 1);
      case GTE -> isInOrder(found, first(), 0, 1);
      case LT -> isInOrder(found, first(), -1, -1);
      case LTE -> isInOrder(found, first(), -1, 0);
      case BETWEEN ->
          isInOrder(found, first(), 0, 1) && isInOrder(found, values().getLast(), -1, 0);
      case CONTAINS -> isContained(found);
    };
  }

  /** What came and what was expected, where it is not met. */
  Optional<String> refusal(RuleFacts facts) {
    if (isMetBy(facts)) {
      return Optional.empty();
    }
    @Nullable Operand found = facts.find(field);
    return Optional.of(
        "%s: %s (expected: %s %s)"
            .formatted(field, found == null ? "absent" : found, operator.wireName(), value));
  }

  private List<Operand.Scalar> values() {
    return switch (value) {
      case Operand.Scalar scalar -> List.of(scalar);
      case Operand.Many(List<Operand.Scalar> many) -> many;
    };
  }

  private Operand.Scalar first() {
    return values().getFirst();
  }

  private boolean isAmongValues(@Nullable Operand found) {
    return found instanceof Operand.Scalar scalar
        && values().stream().anyMatch(one -> Scalars.isSame(scalar, one));
  }

  private static boolean isInOrder(
      @Nullable Operand found, Operand.Scalar bound, int from, int to) {
    return found instanceof Operand.Scalar scalar && Scalars.isInOrder(scalar, bound, from, to);
  }

  private boolean isContained(@Nullable Operand found) {
    return switch (found) {
      case Operand.Many(List<Operand.Scalar> many) ->
          many.stream().anyMatch(one -> Scalars.isSame(one, first()));
      case Operand.Text(String text) ->
          first() instanceof Operand.Text(String part) && text.contains(part);
      case Operand.Decimal _, Operand.Truth _ -> false;
      case null -> false;
    };
  }
}
