package io.meterhouse.kit.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes as people write them: {@code 8388608}, {@code 512KiB}, {@code 8MiB}. */
final class Sizes {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

  private Sizes() {}

  /**
   * In bytes.
   *
   * @throws NumberFormatException where it is no size, or none that fits
   */
  static long parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new NumberFormatException(text);
    }
    String unit = matcher.group(2);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit == null ? 1 : factor(unit));
    } catch (ArithmeticException e) {
      throw new NumberFormatException(text);
    }
  }

  /** In the largest unit that divides it. */
  static String format(long bytes) {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      if (bytes >= factor(unit) && bytes % factor(unit) == 0) {
        return bytes / factor(unit) + unit;
      }
    }
    return Long.toString(bytes);
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      default -> 1;
    };
  }
}
