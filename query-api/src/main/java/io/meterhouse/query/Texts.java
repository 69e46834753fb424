package io.meterhouse.query;

import io.meterhouse.kit.http.PageTokens;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Readers for texts of a request: each throws an IllegalArgumentException that says what came. */
final class Texts {

  static final int MAX_CHARS = 256;

  private static final int SHOWN_CHARS = 80;

  private Texts() {}

  /** A text of one line; PostgreSQL cannot store NUL, and no name has a line feed. */
  static String line(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("blank (expected: a text)");
    }
    if (text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "%d characters (expected: at most %d)".formatted(text.length(), MAX_CHARS));
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a text with a control character (expected: without)");
    }
    return text;
  }

  /** A page token; what it says is read later. */
  static String token(String text) {
    if (text.length() > PageTokens.MAX_TOKEN_CHARS) {
      throw new IllegalArgumentException(
          "%d characters (expected: a token of ours)".formatted(text.length()));
    }
    return text;
  }

  /** Reads a constant by its name in any case. */
  static <E extends Enum<E>> Function<String, E> word(E[] constants) {
    return text ->
        Arrays.stream(constants)
            .filter(constant -> constant.name().equals(text.toUpperCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' (expected: %s)".formatted(shorten(text), names(constants))));
  }

  static String names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Enum::name).collect(Collectors.joining(", "));
  }

  static String shorten(String text) {
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
  }
}
