package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "0e99, 0",
    "120, 120",
    "-5, -5",
    "0.25, 0.25",
    "1.10, 1.1",
    "12e2, 1200",
    "1.5E-3, 0.0015",
    "99999999999999999999999999.999999999999, 99999999999999999999999999.999999999999",
    "0.1000000000000000, 0.1",
    "1000000000000000000000000e1, 10000000000000000000000000"
  })
  void shouldReadANumberExactly(String literal, String expected) {
    assertThat(Quantity.parse(literal)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "1,5",
        "+1",
        ".5",
        "5.",
        "007",
        "NaN",
        "Infinity",
        "0x1F",
        "1 ",
        "١"
      })
  void shouldRefuseWhatIsNotANumber(String literal) {
    assertRefused(literal, Quantity.VALUE_NOT_A_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.1234567890123", "1e-13", "1e-99999999999"})
  void shouldRefuseAValueWithThirteenDecimals(String literal) {
    assertRefused(literal, Quantity.VALUE_TOO_PRECISE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"100000000000000000000000000", "1e26", "1e2147483647", "1e99999999999", "-1e26"})
  void shouldRefuseAValueWithTwentySevenIntegerDigits(String literal) {
    assertRefused(literal, Quantity.VALUE_TOO_LARGE);
  }

  @Test
  void shouldRefuseALiteralThatOnlyCostsTime() {
    assertThatThrownBy(() -> Quantity.parse("1".repeat(60_000)))
        .isInstanceOfSatisfying(
            QuantityException.class, e -> assertThat(e.code()).isEqualTo(Quantity.VALUE_TOO_LARGE))
        .hasMessageContaining("(60000 characters)")
        .hasMessageContaining("at most 256 characters");
  }

  @Test
  void shouldSayWhatCameAndWhatWasExpected() {
    assertThatThrownBy(() -> Quantity.parse("0.1234567890123"))
        .hasMessage("value: '0.1234567890123' (expected: at most 12 fraction digits)");
  }

  @Test
  void shouldBeEqualByNumericValue() {
    assertThat(new Quantity(new BigDecimal("2.50"))).isEqualTo(Quantity.parse("25e-1"));
    assertThat(new Quantity(new BigDecimal(BigInteger.ONE, -2))).hasToString("100");
  }

  private static void assertRefused(String literal, String code) {
    assertThatThrownBy(() -> Quantity.parse(literal))
        .isInstanceOfSatisfying(QuantityException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
