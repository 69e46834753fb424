package io.meterhouse.kit.change;

import java.util.regex.Pattern;

/**
 * What a client calls one change, to send it again without making it twice. Keys belong to their
 * caller, tenant and user: others may use the same one.
 */
public record IdempotencyKey(String value) {

  /** The request header. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException for anything but 1 to 255 visible ASCII characters
   */
  public IdempotencyKey {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%d characters (expected: 1 to 255 visible ASCII characters, such as a UUID)"
              .formatted(value.length()));
    }
  }

  /** Hides it: who knows it may read the answer that it stands for. */
  @Override
  public String toString() {
    return "IdempotencyKey[…]";
  }
}
