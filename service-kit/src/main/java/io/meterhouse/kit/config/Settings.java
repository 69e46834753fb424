package io.meterhouse.kit.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The METERHOUSE_* environment, read with defaults and bounds. A blank value counts as absent,
 * since compose files pass unset variables on as empty text. Reading a key that {@link SettingKeys}
 * does not know is a programmer's error.
 */
public final class Settings {

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = values;
  }

  /** Keeps of {@code environment} what begins with {@code METERHOUSE_}. */
  public static Settings of(Map<String, String> environment) {
    Map<String, String> own = new TreeMap<>(environment);
    own.keySet().removeIf(key -> !key.startsWith(SettingKeys.PREFIX));
    return new Settings(own);
  }

  /** The value of {@code key}, or the default. */
  public String string(String key, String defaultValue) {
    String value = raw(key);
    return value == null ? defaultValue : value;
  }

  /** The value of {@code key}; refuses to start without. */
  public String required(String key) {
    String value = raw(key);
    if (value == null) {
      throw new ConfigurationException(
          key + " is not set (expected: " + SettingKeys.all().get(key) + ")");
    }
    return value;
  }

  /** A whole number in [min, max]. */
  public int integer(String key, int defaultValue, int min, int max) {
    return Math.toIntExact(wholeNumber(key, defaultValue, min, max));
  }

  /** A whole number in [min, max]. */
  public long wholeNumber(String key, long defaultValue, long min, long max) {
    String value = raw(key);
    if (value == null) {
      return defaultValue;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(key, value, "a whole number from " + min + " to " + max);
    }
    throw bad(key, value, "a whole number from " + min + " to " + max);
  }

  /** A duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 35d} or {@code PT1S}. */
  public Duration duration(String key, String defaultValue) {
    String value = string(key, defaultValue);
    try {
      return Durations.parse(value);
    } catch (DateTimeParseException e) {
      throw bad(key, value, "a duration such as 500ms, 10s, 5m or PT1S");
    }
  }

  /** A duration in [min, max]. */
  public Duration duration(String key, Duration defaultValue, Duration min, Duration max) {
    Duration value = duration(key, defaultValue.toString());
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw bad(key, string(key, ""), "a duration from " + min + " to " + max);
    }
    return value;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean defaultValue) {
    String value = string(key, Boolean.toString(defaultValue));
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(key, value, "true or false");
    };
  }

  /** A secret from {@code key}, or from the file that {@code key_FILE} names; empty if neither. */
  public String secret(String key) {
    String direct = raw(key);
    String file = values.get(key + SettingKeys.FILE_SUFFIX);
    if (file == null || file.isBlank()) {
      return direct == null ? "" : direct;
    }
    if (direct != null) {
      throw new ConfigurationException(
          "both " + key + " and " + key + "_FILE are set (expected: one of them)");
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw bad(key + SettingKeys.FILE_SUFFIX, file, "a file that can be read");
    }
  }

  /** Refuses to start where a METERHOUSE_* key is set that nothing reads. */
  public void refuseUnknown() {
    for (String key : values.keySet()) {
      if (!SettingKeys.isKnown(key)) {
        Optional<String> meant = SettingKeys.closestTo(key);
        throw new ConfigurationException(
            "unknown setting "
                + key
                + meant.map(known -> " (did you mean " + known + "?)").orElse("")
                + "; `./meterhouse config` lists them all");
      }
    }
  }

  private @Nullable String raw(String key) {
    if (!SettingKeys.isKnown(key)) {
      throw new IllegalArgumentException("register " + key + " in settings.txt first");
    }
    String value = values.get(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static ConfigurationException bad(String key, String value, String expected) {
    return new ConfigurationException(key + ": " + value + " (expected: " + expected + ")");
  }
}
