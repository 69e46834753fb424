package io.meterhouse.rating.rule;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Which values are the same and in which order they are; {@link Condition} promises it. */
final class Scalars {

  /** Longer texts are no numbers, whatever they hold. */
  private static final int MAX_NUMBER_CHARS = 100;

  private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private Scalars() {}

  static boolean isSame(Operand.Scalar left, Operand.Scalar right) {
    if (left.getClass() == right.getClass()) {
      return left.equals(right);
    }
    Optional<BigDecimal> number = number(left);
    return number.isPresent()
        && number(right).filter(other -> number.get().compareTo(other) == 0).isPresent();
  }

  /** Whether {@code left} compares with {@code right} as one of {@code from} to {@code to}. */
  static boolean isInOrder(Operand.Scalar left, Operand.Scalar right, int from, int to) {
    OptionalInt order = order(left, right);
    return order.isPresent() && order.getAsInt() >= from && order.getAsInt() <= to;
  }

  private static OptionalInt order(Operand.Scalar left, Operand.Scalar right) {
    Optional<BigDecimal> number = number(left);
    Optional<BigDecimal> other = number(right);
    if (number.isPresent() && other.isPresent()) {
      return OptionalInt.of(number.get().compareTo(other.get()));
    }
    if (number.isEmpty()
        && other.isEmpty()
        && left instanceof Operand.Text(String text)
        && right instanceof Operand.Text(String otherText)) {
      return OptionalInt.of(Integer.signum(byCodePoint(text, otherText)));
    }
    return OptionalInt.empty();
  }

  private static int byCodePoint(String left, String right) {
    return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
  }

  private static Optional<BigDecimal> number(Operand.Scalar scalar) {
    return switch (scalar) {
      case Operand.Decimal(BigDecimal value) -> Optional.of(value);
      case Operand.Text(String text)
          when text.length() <= MAX_NUMBER_CHARS && PLAIN_DECIMAL.matcher(text).matches() ->
          Optional.of(new BigDecimal(text));
      case Operand.Text _, Operand.Truth _ -> Optional.empty();
    };
  }
}
