package io.meterhouse.kit.config;

import java.util.Optional;

/**
 * How much of something may be used: it fills up evenly with {@code perMinute}, to at most {@code
 * burst}, which is what may be used at once.
 *
 * @param perMinute 0: there is no limit
 */
public record Rate(long perMinute, long burst) {

  /** No limit. */
  public static final Rate OFF = new Rate(0, 0);

  /** What neither may be above: one a nanosecond, the finest that the library's buckets fill by. */
  public static final long LARGEST = 60_000_000_000L;

  static final String EXPECTED =
      "off, a whole number a minute such as 600, or with what may come at once behind it, 600/100;"
          + " each from 1 to "
          + LARGEST;

  /** Checks that both are set or none is. */
  public Rate {
    boolean isOff = perMinute == 0 && burst == 0;
    boolean isInBounds = perMinute >= 1 && perMinute <= LARGEST && burst >= 1 && burst <= LARGEST;
    if (!isOff && !isInBounds) {
      throw new IllegalArgumentException(
          perMinute + "/" + burst + " (expected: two whole numbers from 1 to " + LARGEST + ")");
    }
  }

  /** A minute's worth may come at once. */
  public static Rate perMinute(long number) {
    return new Rate(number, number);
  }

  /** Whether nothing is limited. */
  public boolean isOff() {
    return perMinute == 0;
  }

  /** Reads {@code off}, {@code 0}, {@code PER_MINUTE} or {@code PER_MINUTE/BURST}. */
  static Rate from(Settings settings, String key) {
    return parse(settings.required(key)).orElseThrow();
  }

  /** As {@link #from}; empty for anything else. */
  static Optional<Rate> parse(String text) {
    if (text.equals("off") || text.equals("0")) {
      return Optional.of(OFF);
    }
    String[] parts = text.split("/", -1);
    try {
      return parts.length > 2
          ? Optional.empty()
          : Optional.of(
              new Rate(
                  Long.parseLong(parts[0].strip()),
                  Long.parseLong(parts[parts.length - 1].strip())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
