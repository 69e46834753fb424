package io.meterhouse.metering;

import java.util.List;
import java.util.OptionalInt;

/**
 * Says which events a meter counts. Numbers compare by value (1.0 is 1), text by text, truth values
 * by value; values of different kinds are never equal and never in order. An absent property is as
 * good as a JSON null: it equals null alone, so {@code neq} and {@code not_in} hold for it.
 *
 * <p>{@code exists} takes no value or one truth value ({@code false}: must not exist); {@code in}
 * and {@code not_in} take one value or more; the others exactly one, {@code gt gte lt lte} a number
 * or a text.
 */
public record MeterFilter(PropertyPath property, FilterOperator operator, List<DataValue> values) {

  public static final int MAX_VALUES = 1_000;

  private static final DataValue NULL = new DataValue.Null();

  public MeterFilter {
    values = List.copyOf(values);
    String expected = expectation(operator, values);
    if (!expected.isEmpty()) {
      throw new IllegalArgumentException(
          "values of filter " + operator + ": " + values + " (expected: " + expected + ")");
    }
  }

  /** Whether the data passes. */
  public boolean accepts(EventData data) {
    DataValue found = data.at(property).orElse(NULL);
    return switch (operator) {
      case EQ, IN -> isAmongValues(found);
      case NEQ, NOT_IN -> !isAmongValues(found);
      case GT -> isOrdered(found, 1, 1);
      case GTE -> isOrdered(found, 0, 1);
      case LT -> isOrdered(found, -1, -1);
      case LTE -> isOrdered(found, -1, 0);
      case EXISTS -> found instanceof DataValue.Null == isAbsenceWanted();
    };
  }

  private boolean isAbsenceWanted() {
    return !values.isEmpty()
        && values.getFirst() instanceof DataValue.Bool(boolean wanted)
        && !wanted;
  }

  private boolean isAmongValues(DataValue found) {
    for (DataValue value : values) {
      OptionalInt order = order(found, value);
      if (order.isPresent() ? order.getAsInt() == 0 : found.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOrdered(DataValue found, int from, int to) {
    OptionalInt order = order(found, values.getFirst());
    return order.isPresent() && order.getAsInt() >= from && order.getAsInt() <= to;
  }

  private static OptionalInt order(DataValue left, DataValue right) {
    if (left instanceof DataValue.Text(String a) && right instanceof DataValue.Text(String b)) {
      return OptionalInt.of(Integer.signum(a.compareTo(b)));
    }
    if (left instanceof DataValue.Number a && right instanceof DataValue.Number b) {
      try {
        return OptionalInt.of(a.value().compareTo(b.value()));
      } catch (NumberFormatException e) {
        // An exponent beyond every decimal: equal to itself as written, in order with nothing.
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static String expectation(FilterOperator operator, List<DataValue> values) {
    return switch (operator) {
      case EQ, NEQ -> values.size() == 1 && isScalar(values.getFirst()) ? "" : "one scalar";
      case IN, NOT_IN ->
          !values.isEmpty()
                  && values.size() <= MAX_VALUES
                  && values.stream().allMatch(MeterFilter::isScalar)
              ? ""
              : "1 to " + MAX_VALUES + " scalars";
      case GT, GTE, LT, LTE ->
          values.size() == 1
                  && (values.getFirst() instanceof DataValue.Number
                      || values.getFirst() instanceof DataValue.Text)
              ? ""
              : "one number or text";
      case EXISTS ->
          values.isEmpty() || (values.size() == 1 && values.getFirst() instanceof DataValue.Bool)
              ? ""
              : "nothing, true or false";
    };
  }

  private static boolean isScalar(DataValue value) {
    return !(value instanceof DataValue.Obj) && !(value instanceof DataValue.Arr);
  }
}
