package io.meterhouse.kit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meterhouse.metering.DataValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDataTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1.10,\"b\":-0,\"c\":1E+400,\"d\":0.1e-7,\"e\":123456789012345678901234567890}",
        "{\"z\":[1,[],{},null,true,false],\"a\":{\"b\":{\"c\":\"x\"}}}",
        "{\"ü\\n\\\"\\\\\":\"\\u0001😀\\t\\b\\f\"}"
      })
  void shouldGiveBackCompactJsonDigitByDigit(String json) {
    assertThat(JsonData.text(JsonData.parse(bytes(json)))).isEqualTo(json);
  }

  @Test
  void shouldDropNothingButWhiteSpaceAndSpellings() {
    assertThat(JsonData.text(JsonData.parse(bytes(" { \"a\" : \"\\u0041\\/\" ,\n\"b\":1.0 } "))))
        .isEqualTo("{\"a\":\"A/\",\"b\":1.0}");
  }

  @Test
  void shouldReadNoBytesAsNoProperties() {
    assertThat(JsonData.parse(new byte[0])).isEqualTo(DataValue.Obj.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "[]",
        "1",
        "{} {}",
        "{",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00\":1}",
        "{\"a\":\"\u0000\"}"
      })
  void shouldRefuseWhatIsNoObjectOrSaysAKeyTwice(String json) {
    assertThat(catchThrowableOfType(JsonDataException.class, () -> JsonData.parse(bytes(json))))
        .extracting(JsonDataException::code)
        .isEqualTo(JsonDataException.INVALID_JSON);
  }

  @Test
  void shouldRefuseBytesThatAreNotUtf8() {
    for (byte[] bad :
        new byte[][] {
          {'"', (byte) 0xC0, (byte) 0x80, '"'}, // overlong
          {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, // a surrogate
          {'"', (byte) 0xE4, '"'}, // Latin-1
          "\"a\"".getBytes(StandardCharsets.UTF_16LE)
        }) {
      assertThatThrownBy(() -> JsonData.parseValue(bad, JsonLimits.DEFAULT))
          .isInstanceOf(JsonDataException.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void shouldRefuseDepthAndPropertiesBeyondTheLimits() {
    JsonLimits limits = new JsonLimits(3, 2, 4);
    assertThat(JsonData.parse(bytes("{\"a\":[[1]]}"), limits)).isNotNull();
    assertThatThrownBy(() -> JsonData.parse(bytes("{\"a\":[[[1]]]}"), limits))
        .hasMessageContaining("deeper than 3");
    assertThatThrownBy(() -> JsonData.parse(bytes("{\"a\":1,\"b\":2,\"c\":3}"), limits))
        .hasMessageContaining("more than 2 properties");
    assertThat(JsonData.parse(bytes("{\"a\":[1,2],\"b\":[3,4]}"), limits)).isNotNull();
    assertThatThrownBy(() -> JsonData.parse(bytes("{\"a\":[1,2],\"b\":[3,4,5]}"), limits))
        .hasMessageContaining("more than 4 items of arrays");
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThatThrownBy(() -> JsonData.parse(bytes(deep))).isInstanceOf(JsonDataException.class);
  }

  @Test
  void shouldCarryDecimalsAndInstantsExactly() {
    for (String value :
        new String[] {
          "0",
          "-0.000000000001",
          "0.000000000255",
          "9223372.036854775807",
          "-9223372.036854775808",
          "9223372.036854775808",
          "99999999999999999999999999.999999999999"
        }) {
      assertThat(Decimals.fromWire(Decimals.toWire(new BigDecimal(value))))
          .isEqualByComparingTo(value);
    }
    assertThatThrownBy(() -> Decimals.toWire(new BigDecimal("0.0000000000001")))
        .isInstanceOf(ArithmeticException.class);
    Instant instant = Instant.parse("1969-12-31T23:59:59.123456789Z");
    assertThat(Times.fromWire(Times.toWire(instant))).isEqualTo(instant);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
