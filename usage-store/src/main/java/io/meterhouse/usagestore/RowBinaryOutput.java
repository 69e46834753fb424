package io.meterhouse.usagestore;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values in ClickHouse's RowBinary format: columns one after another without names or
 * separators, numbers little-endian. Nothing is rounded or cut: a value that a column cannot hold
 * is refused with an {@link IllegalArgumentException}.
 *
 * <p>Not thread-safe. Collects small writes in a buffer of its own; call {@link #flush} at the end.
 */
final class RowBinaryOutput {

  /** The scale of every decimal column. */
  static final int SCALE = 12;

  // What is expected is told for every value, so it is made once.
  private static final String FRACTION = "a decimal with " + SCALE + " fraction digits";

  /** Any number of so many digits is a long. */
  private static final int LONG_DIGITS = 18;

  private static final int DECIMAL_128_BYTES = 16;
  private static final int DECIMAL_256_BYTES = 32;
  private static final BigInteger DECIMAL_128_LIMIT = BigInteger.TEN.pow(38);
  private static final BigInteger DECIMAL_256_LIMIT = BigInteger.TEN.pow(76);
  private static final Instant FIRST_NANOS = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant END_OF_NANOS = Instant.parse("2262-01-01T00:00:00Z");
  private static final String NANOS = "DateTime64(9) (" + FIRST_NANOS + " to " + END_OF_NANOS + ")";
  private static final long UINT32_MAX = 0xFFFF_FFFFL;
  private static final int UINT16_MAX = 0xFFFF;

  private final OutputStream out;
  private final byte[] buffer = new byte[16 * 1024];
  private int used;

  RowBinaryOutput(OutputStream out) {
    this.out = out;
  }

  RowBinaryOutput string(String text) throws IOException {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  RowBinaryOutput string(ByteString bytes) throws IOException {
    length(bytes.size());
    flush();
    bytes.writeTo(out);
    return this;
  }

  /** FixedString(N): the bytes alone; the caller answers for their number. */
  RowBinaryOutput fixed(byte[] bytes) throws IOException {
    raw(bytes, bytes.length);
    return this;
  }

  RowBinaryOutput bool(boolean value) throws IOException {
    return littleEndian(value ? 1 : 0, Byte.BYTES);
  }

  RowBinaryOutput uint16(int value) throws IOException {
    require(value >= 0 && value <= UINT16_MAX, "UInt16", value);
    return littleEndian(value, Short.BYTES);
  }

  RowBinaryOutput uint32(long value) throws IOException {
    require(value >= 0 && value <= UINT32_MAX, "UInt32", value);
    return littleEndian(value, Integer.BYTES);
  }

  /** Only values that a long can hold. */
  RowBinaryOutput uint64(long value) throws IOException {
    require(value >= 0, "UInt64", value);
    return littleEndian(value, Long.BYTES);
  }

  RowBinaryOutput nullableUint32(@Nullable Long value) throws IOException {
    return value == null ? isNull() : notNull().uint32(value);
  }

  RowBinaryOutput nullableUint64(@Nullable Long value) throws IOException {
    return value == null ? isNull() : notNull().uint64(value);
  }

  /** DateTime: whole seconds since 1970, until 2106. */
  RowBinaryOutput dateTime(Instant time) throws IOException {
    require(time.truncatedTo(ChronoUnit.SECONDS).equals(time), "DateTime (whole seconds)", time);
    return uint32(time.getEpochSecond());
  }

  /** DateTime64(3). Finer digits would be lost, so they are refused. */
  RowBinaryOutput dateTimeMillis(Instant time) throws IOException {
    require(
        time.truncatedTo(ChronoUnit.MILLIS).equals(time),
        "DateTime64(3) (whole milliseconds)",
        time);
    return littleEndian(time.toEpochMilli(), Long.BYTES);
  }

  /** DateTime64(9). */
  RowBinaryOutput dateTimeNanos(Instant time) throws IOException {
    boolean fits = !time.isBefore(FIRST_NANOS) && time.isBefore(END_OF_NANOS);
    require(fits, NANOS, time);
    return littleEndian(ChronoUnit.NANOS.between(Instant.EPOCH, time), Long.BYTES);
  }

  RowBinaryOutput nullableDateTimeNanos(@Nullable Instant time) throws IOException {
    return time == null ? isNull() : notNull().dateTimeNanos(time);
  }

  /** Decimal(38, 12). */
  RowBinaryOutput decimal128(BigDecimal value) throws IOException {
    return decimal(value, DECIMAL_128_LIMIT, DECIMAL_128_BYTES);
  }

  RowBinaryOutput nullableDecimal128(@Nullable BigDecimal value) throws IOException {
    return value == null ? isNull() : notNull().decimal128(value);
  }

  /** Decimal(76, 12). */
  RowBinaryOutput decimal256(BigDecimal value) throws IOException {
    return decimal(value, DECIMAL_256_LIMIT, DECIMAL_256_BYTES);
  }

  RowBinaryOutput map(Map<String, String> map) throws IOException {
    length(map.size());
    for (Map.Entry<String, String> entry : map.entrySet()) {
      string(entry.getKey());
      string(entry.getValue());
    }
    return this;
  }

  void flush() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }

  private RowBinaryOutput decimal(BigDecimal value, BigInteger limit, int size) throws IOException {
    // Stripping is slow, and only a value with too many digits may need it.
    BigDecimal scaled = value.scale() <= SCALE ? value : value.stripTrailingZeros();
    require(scaled.scale() <= SCALE, FRACTION, value);
    BigDecimal exact = scaled.setScale(SCALE);
    if (exact.precision() <= LONG_DIGITS) {
      return decimal(exact.scaleByPowerOfTen(SCALE).longValueExact(), size);
    }
    BigInteger unscaled = exact.unscaledValue();
    if (unscaled.abs().compareTo(limit) >= 0) {
      require(false, "a decimal of " + size + " bytes", value);
    }
    byte[] bigEndian = unscaled.toByteArray();
    int sign = unscaled.signum() < 0 ? 0xFF : 0;
    room(size);
    for (int i = 0; i < size; i++) {
      int from = bigEndian.length - 1 - i;
      buffer[used++] = (byte) (from >= 0 ? bigEndian[from] : sign);
    }
    return this;
  }

  /** Most are so short; without an object for their digits. */
  private RowBinaryOutput decimal(long unscaled, int size) throws IOException {
    littleEndian(unscaled, Long.BYTES);
    long sign = unscaled < 0 ? -1 : 0;
    for (int written = Long.BYTES; written < size; written += Long.BYTES) {
      littleEndian(sign, Long.BYTES);
    }
    return this;
  }

  private RowBinaryOutput isNull() throws IOException {
    return littleEndian(1, Byte.BYTES);
  }

  private RowBinaryOutput notNull() throws IOException {
    return littleEndian(0, Byte.BYTES);
  }

  private RowBinaryOutput bytes(byte[] bytes) throws IOException {
    length(bytes.length);
    raw(bytes, bytes.length);
    return this;
  }

  /** Unsigned LEB128. */
  private void length(int length) throws IOException {
    int rest = length;
    while (rest >= 0x80) {
      littleEndian((rest & 0x7F) | 0x80, Byte.BYTES);
      rest >>>= 7;
    }
    littleEndian(rest, Byte.BYTES);
  }

  private RowBinaryOutput littleEndian(long value, int size) throws IOException {
    room(size);
    for (int i = 0; i < size; i++) {
      buffer[used++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  private void raw(byte[] bytes, int length) throws IOException {
    if (length > buffer.length) {
      flush();
      out.write(bytes, 0, length);
      return;
    }
    room(length);
    System.arraycopy(bytes, 0, buffer, used, length);
    used += length;
  }

  private void room(int size) throws IOException {
    if (buffer.length - used < size) {
      flush();
    }
  }

  private static void require(boolean holds, String expected, Object came) {
    if (!holds) {
      throw new IllegalArgumentException("value: " + came + " (expected: " + expected + ")");
    }
  }
}
