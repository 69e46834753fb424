package io.meterhouse.usagestore;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values in ClickHouse's RowBinary format: columns one after another without names or
 * separators, numbers little-endian. Nothing is rounded or cut: a value that a column cannot hold
 * is refused with an {@link IllegalArgumentException}.
 *
 * <p>Not thread-safe. Collects a row until {@link #clear} or {@link #take}. Rows that were taken
 * share buffers: thousands of small arrays that live for a while cost the collector far more.
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

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** So little of a buffer may stay empty at its end. */
  private static final int SMALL_SHARE = 4;

  private final int capacity;
  private byte[] buffer = {};

  /** Where the row begins. */
  private int from;

  /** Up to where the buffer is written. */
  private int used;

  /**
   * @param capacity of a buffer, in bytes; a row that needs more gets more
   */
  RowBinaryOutput(int capacity) {
    this.capacity = capacity;
  }

  /** Forgets what was written of the row, also what a refused value has left behind. */
  void clear() {
    used = from;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(buffer, from, used - from);
  }

  /** What was written, as a row of that table; what comes next is another row. */
  EncodedRow take(String table) {
    EncodedRow row = new EncodedRow(table, buffer, from, used - from);
    from = used;
    return row;
  }

  RowBinaryOutput string(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  RowBinaryOutput string(ByteString bytes) {
    int size = bytes.size();
    length(size);
    room(size);
    bytes.copyTo(buffer, used);
    used += size;
    return this;
  }

  /** FixedString(N): the bytes alone; the caller answers for their number. */
  RowBinaryOutput fixed(byte[] bytes) {
    raw(bytes);
    return this;
  }

  RowBinaryOutput bool(boolean value) {
    return littleEndian(value ? 1 : 0, Byte.BYTES);
  }

  RowBinaryOutput uint16(int value) {
    require(value >= 0 && value <= UINT16_MAX, "UInt16", value);
    return littleEndian(value, Short.BYTES);
  }

  RowBinaryOutput uint32(long value) {
    require(value >= 0 && value <= UINT32_MAX, "UInt32", value);
    return littleEndian(value, Integer.BYTES);
  }

  /** Only values that a long can hold. */
  RowBinaryOutput uint64(long value) {
    require(value >= 0, "UInt64", value);
    return littleEndian(value, Long.BYTES);
  }

  RowBinaryOutput nullableUint32(@Nullable Long value) {
    return value == null ? isNull() : notNull().uint32(value);
  }

  RowBinaryOutput nullableUint64(@Nullable Long value) {
    return value == null ? isNull() : notNull().uint64(value);
  }

  /** DateTime: whole seconds since 1970, until 2106. */
  RowBinaryOutput dateTime(Instant time) {
    require(time.getNano() == 0, "DateTime (whole seconds)", time);
    return uint32(time.getEpochSecond());
  }

  /** DateTime64(3). Finer digits would be lost, so they are refused. */
  RowBinaryOutput dateTimeMillis(Instant time) {
    long millis = time.toEpochMilli();
    require(time.equals(Instant.ofEpochMilli(millis)), "DateTime64(3) (whole milliseconds)", time);
    return littleEndian(millis, Long.BYTES);
  }

  /** DateTime64(9). */
  RowBinaryOutput dateTimeNanos(Instant time) {
    boolean fits = !time.isBefore(FIRST_NANOS) && time.isBefore(END_OF_NANOS);
    require(fits, NANOS, time);
    return littleEndian(time.getEpochSecond() * NANOS_PER_SECOND + time.getNano(), Long.BYTES);
  }

  RowBinaryOutput nullableDateTimeNanos(@Nullable Instant time) {
    return time == null ? isNull() : notNull().dateTimeNanos(time);
  }

  /** Decimal(38, 12). */
  RowBinaryOutput decimal128(BigDecimal value) {
    return decimal(value, DECIMAL_128_LIMIT, DECIMAL_128_BYTES);
  }

  RowBinaryOutput nullableDecimal128(@Nullable BigDecimal value) {
    return value == null ? isNull() : notNull().decimal128(value);
  }

  /** Decimal(76, 12). */
  RowBinaryOutput decimal256(BigDecimal value) {
    return decimal(value, DECIMAL_256_LIMIT, DECIMAL_256_BYTES);
  }

  RowBinaryOutput map(Map<String, String> map) {
    length(map.size());
    for (Map.Entry<String, String> entry : map.entrySet()) {
      string(entry.getKey());
      string(entry.getValue());
    }
    return this;
  }

  private RowBinaryOutput decimal(BigDecimal value, BigInteger limit, int size) {
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
  private RowBinaryOutput decimal(long unscaled, int size) {
    littleEndian(unscaled, Long.BYTES);
    long sign = unscaled < 0 ? -1 : 0;
    for (int written = Long.BYTES; written < size; written += Long.BYTES) {
      littleEndian(sign, Long.BYTES);
    }
    return this;
  }

  private RowBinaryOutput isNull() {
    return littleEndian(1, Byte.BYTES);
  }

  private RowBinaryOutput notNull() {
    return littleEndian(0, Byte.BYTES);
  }

  private RowBinaryOutput bytes(byte[] bytes) {
    length(bytes.length);
    raw(bytes);
    return this;
  }

  /** Unsigned LEB128. */
  private void length(int length) {
    int rest = length;
    while (rest >= 0x80) {
      littleEndian((rest & 0x7F) | 0x80, Byte.BYTES);
      rest >>>= 7;
    }
    littleEndian(rest, Byte.BYTES);
  }

  private RowBinaryOutput littleEndian(long value, int size) {
    room(Long.BYTES);
    // All eight bytes at once: those that are too many are overwritten by what comes next.
    LITTLE_ENDIAN.set(buffer, used, value);
    used += size;
    return this;
  }

  private void raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, used, bytes.length);
    used += bytes.length;
  }

  private void room(int size) {
    if (buffer.length - used < size) {
      int row = used - from;
      int needed = Math.addExact(row, size);
      // Rows that were taken keep the old one; a large row has one of its own, more or less.
      boolean small = needed <= capacity / SMALL_SHARE;
      byte[] next = new byte[small ? capacity : Math.addExact(needed, needed / SMALL_SHARE)];
      System.arraycopy(buffer, from, next, 0, row);
      buffer = next;
      from = 0;
      used = row;
    }
  }

  private static void require(boolean holds, String expected, Object came) {
    if (!holds) {
      throw new IllegalArgumentException("value: " + came + " (expected: " + expected + ")");
    }
  }
}
