package io.meterhouse.metering;

/** Shows a value that came from outside in a message without letting it flood the message. */
final class Shown {

  private static final int MAX_CHARS = 80;

  private Shown() {}

  static String of(String value) {
    return value.length() <= MAX_CHARS
        ? "'" + value + "'"
        : "'" + value.substring(0, MAX_CHARS) + "…' (" + value.length() + " characters)";
  }
}
