package io.meterhouse.metering;

import java.math.BigDecimal;
import java.util.Optional;

/** What a meter finds at a path. */
sealed interface MeterValue {

  record Read(BigDecimal value) implements MeterValue {}

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

  /** The text of a dimension: empty if it is absent or null; nothing if it is no scalar. */
  static Optional<String> scalar(PropertyPath path, EventData data) {
    return switch (data.at(path).orElse(new DataValue.Null())) {
      case DataValue.Text(String text) -> Optional.of(text);
      case DataValue.Number(String literal) -> Optional.of(literal);
      case DataValue.Bool(boolean truth) -> Optional.of(Boolean.toString(truth));
      case DataValue.Null ignored -> Optional.of("");
      case DataValue.Obj ignored -> Optional.empty();
      case DataValue.Arr ignored -> Optional.empty();
    };
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
