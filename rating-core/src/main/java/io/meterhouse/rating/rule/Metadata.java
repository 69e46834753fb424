package io.meterhouse.rating.rule;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was said about an item, as its author named it. */
final class Metadata {

  private Metadata() {}

  static Map<String, Object> copy(Map<String, Object> metadata) {
    Map<String, Object> copy = new LinkedHashMap<>();
    metadata.forEach(
        (name, value) -> {
          Object copied = copyOf(name, value);
          if (copied != null) {
            copy.put(name, copied);
          }
        });
    return Collections.unmodifiableMap(copy);
  }

  /** The value of that name, else of the path that its points make. */
  static @Nullable Operand find(Map<?, ?> within, String path) {
    if (within.containsKey(path)) {
      return operand(within.get(path));
    }
    for (int point = path.indexOf('.'); point >= 0; point = path.indexOf('.', point + 1)) {
      if (within.get(path.substring(0, point)) instanceof Map<?, ?> inner) {
        @Nullable Operand found = find(inner, path.substring(point + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable Object copyOf(String name, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean truth -> truth;
      case BigDecimal number -> number;
      case BigInteger number -> new BigDecimal(number);
      case Integer number -> BigDecimal.valueOf(number);
      case Long number -> BigDecimal.valueOf(number);
      case List<?> list -> copyOf(name, list);
      case Map<?, ?> map -> copyOf(name, map);
      default ->
          throw new IllegalArgumentException(
              "metadata.%s: %s (expected: a text, whole number, BigDecimal, truth value, list or map)"
                  .formatted(name, value.getClass().getName()));
    };
  }

  private static List<Object> copyOf(String name, List<?> list) {
    List<Object> copy = new ArrayList<>();
    for (Object element : list) {
      @Nullable Object copied = copyOf(name, element);
      if (copied != null) {
        copy.add(copied);
      }
    }
    return Collections.unmodifiableList(copy);
  }

  private static Map<String, Object> copyOf(String name, Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          @Nullable Object copied = copyOf(name + "." + key, value);
          if (copied != null) {
            copy.put(String.valueOf(key), copied);
          }
        });
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Operand operand(@Nullable Object value) {
    return value instanceof List<?> list
        ? new Operand.Many(list.stream().flatMap(one -> scalar(one).stream()).toList())
        : scalar(value).orElse(null);
  }

  private static Optional<Operand.Scalar> scalar(@Nullable Object value) {
    return switch (value) {
      case String text -> Optional.of(new Operand.Text(text));
      case Boolean truth -> Optional.of(new Operand.Truth(truth));
      case BigDecimal number -> Optional.of(new Operand.Decimal(number));
      case null, default -> Optional.empty();
    };
  }
}
