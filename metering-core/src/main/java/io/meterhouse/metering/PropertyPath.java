package io.meterhouse.metering;

import java.util.List;
import java.util.Optional;

/**
 * A way to one property of an event's data: {@code $.usage.tokens} or, shorter, {@code
 * usage.tokens}.
 */
public record PropertyPath(List<String> names) {

  public static final int MAX_DEPTH = 16;

  private static final String EXPECTED =
      "names joined by dots, such as $.usage.tokens, at most " + MAX_DEPTH + " deep";

  public PropertyPath {
    names = List.copyOf(names);
    if (names.isEmpty()
        || names.size() > MAX_DEPTH
        || names.stream().anyMatch(PropertyPath::isNotAName)) {
      throw refused(String.join(".", names));
    }
  }

  /**
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static PropertyPath parse(String text) {
    String path = text.startsWith("$.") ? text.substring(2) : text;
    if (path.startsWith("$")) {
      throw refused(text);
    }
    return new PropertyPath(List.of(path.split("\\.", -1)));
  }

  /** The value at this path; empty where a name on the way is absent or is no object. */
  public Optional<DataValue> readFrom(DataValue.Obj data) {
    DataValue found = data;
    for (String name : names) {
      found = found instanceof DataValue.Obj(var fields) ? fields.get(name) : null;
      if (found == null) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  /** As error details name it: {@code data.usage.tokens}. */
  public String asField() {
    return "data." + String.join(".", names);
  }

  @Override
  public String toString() {
    return "$." + String.join(".", names);
  }

  private static boolean isNotAName(String name) {
    return name.isBlank() || name.chars().anyMatch(c -> c == '.' || c == '[' || c == ']');
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "property path: " + Shown.of(text) + " (expected: " + EXPECTED + ")");
  }
}
