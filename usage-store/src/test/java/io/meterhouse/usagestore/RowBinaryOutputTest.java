package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowBinaryOutputTest {

  private final RowBinaryOutput out = new RowBinaryOutput(64);

  @Test
  void shouldPutTheLengthOfATextInBytesBeforeIt() {
    out.string("aé");
    assertWritten("03 61 c3a9");
  }

  @Test
  void shouldWriteALongLengthInGroupsOfSevenBits() {
    out.string("x".repeat(300));
    assertThat(written()).hasSize(302).startsWith(0xAC, 0x02, 'x');
  }

  @Test
  void shouldWriteATextThatIsLongerThanTheBuffer() {
    out.uint16(1).string("y".repeat(100_000)).uint16(2);
    assertThat(written()).hasSize(2 + 3 + 100_000 + 2).endsWith('y', 2, 0);
  }

  @Test
  void shouldKeepBytesThatAreNotText() {
    out.string(ByteString.copyFrom(new byte[] {(byte) 0xFF, 0, (byte) 0x80}));
    assertWritten("03 ff0080");
  }

  @Test
  void shouldWriteIntegersLittleEndian() {
    out.uint16(0xABCD).uint32(0xFFFF_FFFFL).uint64(Long.MAX_VALUE);
    assertWritten("cdab ffffffff ffffffffffffff7f");
  }

  @Test
  void shouldWriteTimesInTheUnitOfTheirColumn() {
    out.dateTime(Instant.ofEpochSecond(1)).dateTimeMillis(Instant.ofEpochMilli(-1));
    out.dateTimeNanos(Instant.ofEpochSecond(-1, 999_999_999)).nullableDateTimeNanos(null);
    assertWritten("01000000 ffffffffffffffff ffffffffffffffff 01");
  }

  @Test
  void shouldWriteDecimalsAsTwosComplementAtScaleTwelve() {
    out.decimal128(new BigDecimal("0.000000000001"));
    out.decimal128(new BigDecimal("-0.000000000002"));
    out.nullableDecimal128(null).nullableDecimal128(BigDecimal.ZERO);
    assertWritten(
        "01 000000 00000000 00000000 00000000",
        "fe ffffff ffffffff ffffffff ffffffff",
        "01",
        "00 00000000 00000000 00000000 00000000");
  }

  @Test
  void shouldWriteWideDecimals() {
    out.decimal256(new BigDecimal("-1E+3"));
    assertWritten("00 80 39 5b 81 72 fc", "ff".repeat(25));
  }

  /** Beside the places where a number needs one byte, or one kind of number, more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.000000000127",
        "-0.000000000129",
        "999999.999999999999",
        "-999999.999999999999",
        "1000000",
        "9223372.036854775807",
        "9223372.036854775808",
        "-9223372.036854775808",
        "-9223372.036854775809",
        "1E+25"
      })
  void shouldWriteDecimalsOfEveryLength(String value) {
    out.decimal128(new BigDecimal(value));
    byte[] bigEndian = written();
    for (int i = 0; i < bigEndian.length / 2; i++) {
      byte low = bigEndian[i];
      bigEndian[i] = bigEndian[bigEndian.length - 1 - i];
      bigEndian[bigEndian.length - 1 - i] = low;
    }
    assertThat(new BigDecimal(new BigInteger(bigEndian), 12)).isEqualByComparingTo(value);
    assertThat(bigEndian).hasSize(16);
  }

  @Test
  void shouldTakeAValueWithTwelveDigitsAndTrailingZeros() {
    out.decimal128(new BigDecimal("0.00000000000100000"));
    assertWritten("01 000000 00000000 00000000 00000000");
  }

  @Test
  void shouldWriteAMapAsItsSizeAndItsPairs() {
    out.map(new TreeMap<>(Map.of("b", "2", "a", "")));
    assertWritten("02 0161 00 0162 0132");
  }

  @Test
  void shouldRefuseAValueWithThirteenDecimals() {
    assertThatThrownBy(() -> out.decimal128(new BigDecimal("0.0000000000001")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1E-13")
        .hasMessageContaining("12 fraction digits");
  }

  @Test
  void shouldRefuseAValueWithMoreDigitsThanItsColumn() {
    BigDecimal tooLarge = new BigDecimal("1E+26");
    assertThatThrownBy(() -> out.decimal128(tooLarge)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.decimal256(new BigDecimal("-1E+64")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseTimesThatTheColumnWouldCut() {
    Instant nanos = Instant.ofEpochSecond(0, 1);
    assertThatThrownBy(() -> out.dateTime(nanos)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.dateTimeMillis(nanos))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.dateTimeNanos(Instant.parse("2263-01-01T00:00:00Z")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.dateTime(Instant.parse("2107-01-01T00:00:00Z")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseIntegersOutOfRange() {
    assertThatThrownBy(() -> out.uint16(65_536)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.uint32(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> out.uint64(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldKeepTheRowsThatWereTaken() throws IOException {
    List<EncodedRow> rows = new ArrayList<>();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int length : new int[] {1, 40, 30, 500, 0, 7, 64, 63}) {
      out.string("not in the row");
      out.clear();
      out.uint16(length).string("z".repeat(length));
      out.writeTo(expected);
      rows.add(out.take("t"));
    }

    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (EncodedRow row : rows) {
      row.writeTo(kept);
    }
    assertThat(kept.toByteArray()).isEqualTo(expected.toByteArray()).hasSize(16 + 9 + 705);
    assertThat(written()).isEmpty();
  }

  private byte[] written() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      out.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void assertWritten(String... hex) {
    assertThat(HexFormat.of().formatHex(written()))
        .isEqualTo(String.join("", hex).replace(" ", ""));
  }
}
