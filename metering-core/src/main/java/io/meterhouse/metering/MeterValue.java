package io.meterhouse.metering;

import java.math.BigDecimal;
import java.util.Optional;

/** What a meter finds at a path. */
sealed interface MeterValue {

  record Read(BigDecimal value) implements MeterValue {}

  /** One of the values that are told apart. */
  record Told(String text) implements MeterValue {}

  record Unreadable(Reading.Misfit misfit) implements MeterValue {}

  /** A JSON number or a string that holds one. */
  static MeterValue read(PropertyPath path, EventData data) {
    return switch (data.at(path).orElse(new DataValue.Null())) {
      case DataValue.Number(String literal) -> quantity(path, literal);
      case DataValue.Text(String text) -> quantity(path, text);
      case DataValue.Null ignored ->
          unreadable(
              path, Reading.VALUE_MISSING, "value: nothing at " + path + " (expected: a number)");
      case DataValue.Bool(boolean truth) -> notANumber(path, Boolean.toString(truth));
      case DataValue.Obj ignored -> notANumber(path, "an object");
      case DataValue.Arr ignored -> notANumber(path, "an array");
    };
  }

  /** Any scalar, by its text: 7 and "7" are one value. */
  static MeterValue told(PropertyPath path, EventData data) {
    if (data.at(path).orElse(new DataValue.Null()) instanceof DataValue.Null) {
      return unreadable(
          path, Reading.VALUE_MISSING, "value: nothing at " + path + " (expected: a scalar)");
    }
    return scalar(path, data)
        .<MeterValue>map(Told::new)
        .orElseGet(
            () ->
                unreadable(
                    path,
                    Reading.VALUE_NOT_A_SCALAR,
                    "value: an object or array at " + path + " (expected: a scalar)"));
  }

  /**
   * The text of a dimension: empty if it is absent or null; nothing if it is no scalar. Numbers
   * that are equal have one text, so that 1 and 1.0 are one group.
   */
  static Optional<String> scalar(PropertyPath path, EventData data) {
    return switch (data.at(path).orElse(new DataValue.Null())) {
      case DataValue.Text(String text) -> Optional.of(text);
      case DataValue.Number(String literal) -> Optional.of(canonical(literal));
      case DataValue.Bool(boolean truth) -> Optional.of(Boolean.toString(truth));
      case DataValue.Null ignored -> Optional.of("");
      case DataValue.Obj ignored -> Optional.empty();
      case DataValue.Arr ignored -> Optional.empty();
    };
  }

  private static String canonical(String literal) {
    try {
      return Quantity.parse(literal).toString();
    } catch (QuantityException e) {
      // Beyond what is measured, its spelling is all that tells it from others.
      return literal;
    }
  }

  private static MeterValue quantity(PropertyPath path, String literal) {
    try {
      return new Read(Quantity.parse(literal).value());
    } catch (QuantityException e) {
      return unreadable(path, e.code(), e.reason());
    }
  }

  private static MeterValue notANumber(PropertyPath path, String came) {
    return unreadable(
        path,
        Quantity.VALUE_NOT_A_NUMBER,
        "value: " + came + " (expected: a number or a string that holds one)");
  }

  private static MeterValue unreadable(PropertyPath path, String code, String message) {
    return new Unreadable(new Reading.Misfit(code, path.asField(), message));
  }
}
