package io.meterhouse.kit.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;

/** What values a setting can have. */
public sealed interface SettingType {

  /** What is expected, as a refusal says it. */
  String expected();

  /** Whether a value that is not blank is one. */
  boolean accepts(String value);

  /** The name of the type, and the unit where there is one. */
  String label();

  /** Whether the value must never be shown. */
  default boolean isSecret() {
    return false;
  }

  /** Any text; what uses it may ask for more. */
  record Text() implements SettingType {
    @Override
    public String expected() {
      return "a text";
    }

    @Override
    public boolean accepts(String value) {
      return true;
    }

    @Override
    public String label() {
      return "text";
    }
  }

  /** A file or folder. */
  record Location() implements SettingType {
    @Override
    public String expected() {
      return "a path";
    }

    @Override
    public boolean accepts(String value) {
      return value.indexOf('\0') < 0;
    }

    @Override
    public String label() {
      return "path";
    }
  }

  /** Never shown; it can also be read from the file that KEY_FILE names. */
  record Secret() implements SettingType {
    @Override
    public String expected() {
      return "a secret";
    }

    @Override
    public boolean accepts(String value) {
      return true;
    }

    @Override
    public String label() {
      return "secret";
    }

    @Override
    public boolean isSecret() {
      return true;
    }
  }

  /** An address that begins in one of these ways and goes on. */
  record Url(List<String> beginnings) implements SettingType {

    /** Copies. */
    public Url {
      beginnings = List.copyOf(beginnings);
    }

    @Override
    public String expected() {
      return "an address that begins with " + String.join(" or ", beginnings);
    }

    @Override
    public boolean accepts(String value) {
      return beginnings.stream()
          .anyMatch(
              beginning -> value.startsWith(beginning) && value.length() > beginning.length());
    }

    @Override
    public String label() {
      return "url";
    }
  }

  /** One of a few words. */
  record Choice(List<String> words) implements SettingType {

    /** Copies. */
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String expected() {
      return String.join(" or ", words);
    }

    @Override
    public boolean accepts(String value) {
      return words.contains(value);
    }

    @Override
    public String label() {
      return "choice";
    }
  }

  /** A whole number from {@code min} to {@code max} of that unit. */
  record Count(long min, long max, String unit) implements SettingType {
    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }

    @Override
    public boolean accepts(String value) {
      try {
        long number = Long.parseLong(value);
        return number >= min && number <= max;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String label() {
      return unit.isEmpty() ? "count" : unit;
    }
  }

  /** A size in bytes from {@code min} to {@code max}. */
  record Bytes(long min, long max) implements SettingType {
    @Override
    public String expected() {
      return "a size such as 8MiB or 8388608, from "
          + Sizes.format(min)
          + " to "
          + Sizes.format(max);
    }

    @Override
    public boolean accepts(String value) {
      try {
        long bytes = Sizes.parse(value);
        return bytes >= min && bytes <= max;
      } catch (NumberFormatException e) {
        return false;
      }
    }

    @Override
    public String label() {
      return "bytes";
    }
  }

  /** A time span from {@code min} to {@code max}. */
  record Span(Duration min, Duration max) implements SettingType {
    @Override
    public String expected() {
      return "a duration such as 500ms, 10s, 5m or PT1S, from "
          + Durations.format(min)
          + " to "
          + Durations.format(max);
    }

    @Override
    public boolean accepts(String value) {
      try {
        Duration duration = Durations.parse(value);
        return duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
      } catch (DateTimeParseException e) {
        return false;
      }
    }

    @Override
    public String label() {
      return "duration";
    }
  }

  /** So much of that unit a minute, and how much of it may come at once. */
  record PerMinute(String unit) implements SettingType {
    @Override
    public String expected() {
      return Rate.EXPECTED;
    }

    @Override
    public boolean accepts(String value) {
      return Rate.parse(value).isPresent();
    }

    @Override
    public String label() {
      return unit + " a minute";
    }
  }
}
