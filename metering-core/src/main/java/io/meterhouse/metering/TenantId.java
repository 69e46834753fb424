package io.meterhouse.metering;

import java.util.regex.Pattern;

/**
 * An account on Meterhouse, such as {@code TEN-00123}. It is on every row, in every key and in
 * every token.
 */
public record TenantId(String value) implements Comparable<TenantId> {

  private static final String EXPECTED = "TEN-[A-Za-z0-9][A-Za-z0-9_-]{0,62}";
  private static final Pattern PATTERN = Pattern.compile(EXPECTED);

  public TenantId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "tenant id: " + Shown.of(value) + " (expected: " + EXPECTED + ")");
    }
  }

  /**
   * @throws IllegalArgumentException naming the value and what was expected
   */
  public static TenantId of(String value) {
    return new TenantId(value);
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
