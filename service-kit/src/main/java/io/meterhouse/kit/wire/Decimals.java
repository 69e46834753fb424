package io.meterhouse.kit.wire;

import com.google.protobuf.ByteString;
import io.meterhouse.schemas.usage.v1.DecimalE12;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Exact decimals on the wire: an unscaled value at scale 12. */
public final class Decimals {

  /** Fraction digits on the wire. */
  public static final int SCALE = 12;

  // 26 integer digits times a billion records, and the fraction, with room: no sum is refused, and
  // bytes from elsewhere cannot ask for unbounded work.
  private static final int MAX_UNSCALED_BYTES = 64;

  private Decimals() {}

  /**
   * The wire form.
   *
   * @throws ArithmeticException when the value has more than 12 fraction digits
   */
  public static DecimalE12 toWire(BigDecimal value) {
    byte[] unscaled = value.setScale(SCALE).unscaledValue().toByteArray();
    return DecimalE12.newBuilder().setUnscaled(ByteString.copyFrom(unscaled)).build();
  }

  /**
   * The value at scale 12; no bytes are zero.
   *
   * @throws IllegalArgumentException when it is larger than any sum of ours
   */
  public static BigDecimal fromWire(DecimalE12 wire) {
    ByteString unscaled = wire.getUnscaled();
    if (unscaled.size() > MAX_UNSCALED_BYTES) {
      throw new IllegalArgumentException(
          "decimal: " + unscaled.size() + " bytes (expected: at most " + MAX_UNSCALED_BYTES + ")");
    }
    return unscaled.size() <= Long.BYTES
        ? BigDecimal.valueOf(unscaledLong(unscaled), SCALE)
        : new BigDecimal(new BigInteger(unscaled.toByteArray()), SCALE);
  }

  /** Most are so short, and a decimal made of a long is far cheaper to work with. */
  private static long unscaledLong(ByteString bytes) {
    long value = bytes.isEmpty() ? 0 : bytes.byteAt(0);
    for (int i = 1; i < bytes.size(); i++) {
      value = (value << Byte.SIZE) | (bytes.byteAt(i) & 0xFF);
    }
    return value;
  }
}
