package io.meterhouse.metering;

/**
 * An account on Meterhouse, such as {@code TEN-00123}. It is on every row, in every key and in
 * every token.
 */
public record TenantId(String value) implements Comparable<TenantId> {

  private static final String EXPECTED = "TEN-[A-Za-z0-9][A-Za-z0-9_-]{0,62}";
  private static final String PREFIX = "TEN-";
  private static final int MAX_CHARS = PREFIX.length() + 63;

  public TenantId {
    if (!isWellFormed(value)) {
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

  /** By hand: every event names a tenant, and a pattern costs more than the rest of its check. */
  private static boolean isWellFormed(String value) {
    int length = value.length();
    if (length <= PREFIX.length() || length > MAX_CHARS || !value.startsWith(PREFIX)) {
      return false;
    }
    for (int i = PREFIX.length(); i < length; i++) {
      char c = value.charAt(i);
      boolean isLetterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isLetterOrDigit && (i == PREFIX.length() || (c != '_' && c != '-'))) {
        return false;
      }
    }
    return true;
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
