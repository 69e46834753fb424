package io.meterhouse.kit.wire;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Holds one value, and everything in it, to the limits, and remembers the first thing that is
 * wrong. However a value is read, this is what is asked on the way. Not thread-safe.
 */
final class JsonLimitCheck {

  private static final int MAX_SHOWN_CHARACTERS = 60;

  private final JsonLimits limits;
  private int properties;
  private int items;
  private @Nullable JsonDataException problem;

  JsonLimitCheck(JsonLimits limits) {
    this.limits = limits;
  }

  /** Forgets the value before. */
  void begin() {
    properties = 0;
    items = 0;
    problem = null;
  }

  /** The first thing that is wrong; null: nothing. */
  @Nullable JsonDataException problem() {
    return problem;
  }

  /** Whether the object or array that the parser is at is too deep; then it is read past. */
  boolean isTooDeep(JsonParser parser, int depth) throws IOException {
    if (depth <= limits.maxDepth()) {
      return false;
    }
    note(
        JsonDataException.JSON_TOO_DEEP,
        "nested deeper than "
            + limits.maxDepth()
            + " levels (expected: at most "
            + limits.maxDepth()
            + ")");
    parser.skipChildren();
    return true;
  }

  /** Counts a property; whether it is one too many. */
  boolean isPropertyTooMany() {
    if (++properties <= limits.maxProperties()) {
      return false;
    }
    note(
        JsonDataException.TOO_MANY_PROPERTIES,
        "more than " + limits.maxProperties() + " properties (expected: at most that)");
    return true;
  }

  /** Counts an item of an array; whether it is one too many. */
  boolean isItemTooMany() {
    if (++items <= limits.maxItems()) {
      return false;
    }
    note(
        JsonDataException.TOO_MANY_ITEMS,
        "more than " + limits.maxItems() + " items of arrays (expected: at most that)");
    return true;
  }

  /** A name came a second time in one object. */
  void twin(String name) {
    String shown =
        name.length() <= MAX_SHOWN_CHARACTERS
            ? name
            : name.substring(0, MAX_SHOWN_CHARACTERS) + "…";
    note(JsonDataException.INVALID_JSON, "the key " + shown + " twice in one object");
  }

  /** The text again, empty where half a surrogate pair is in it. */
  String whole(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (i == text.length() || !isPair(c, text.charAt(i++))) {
        halfAPair(c);
        return "";
      }
    }
    return text;
  }

  /** Written as an escape, half a pair has no UTF-8 form: it would be altered later. */
  void halfAPair(char half) {
    note(
        JsonDataException.INVALID_JSON,
        "an unpaired surrogate \\u"
            + Integer.toHexString(half)
            + " (expected: a character that UTF-8 can carry)");
  }

  static boolean isPair(char first, char second) {
    return Character.isHighSurrogate(first) && Character.isLowSurrogate(second);
  }

  private void note(String code, String message) {
    if (problem == null) {
      problem = new JsonDataException(code, message);
    }
  }
}
