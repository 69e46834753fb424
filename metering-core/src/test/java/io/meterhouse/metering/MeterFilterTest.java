package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterFilterTest {

  @ParameterizedTest
  @CsvSource({
    "EQ, 1, 1.0, true",
    "EQ, 1, 1e0, true",
    "EQ, '\"1\"', 1, false",
    "EQ, true, true, true",
    "EQ, null, , true",
    "EQ, null, null, true",
    "NEQ, 1, 1.00, false",
    "NEQ, 1, , true",
    "GT, 10, 9.5, false",
    "GT, 9, 10, true",
    "GT, 9, '\"10\"', false",
    "GTE, 10, 10.0, true",
    "LT, 10, 9, true",
    "LT, 10, , false",
    "LTE, 10, 10.0, true",
    "LTE, 10, 10.1, false",
    "GT, '\"b\"', '\"c\"', true",
    "GT, '\"b\"', '\"a\"', false",
    "EQ, 1e99999999999, 1e99999999999, true",
    "GT, 1, 1e99999999999, false"
  })
  void shouldCompareNumbersByValueAndTextByText(
      FilterOperator operator, String wanted, @Nullable String found, boolean expected) {
    assertThat(filter(operator, wanted).accepts(data(found))).isEqualTo(expected);
  }

  @Test
  void shouldLookForOneOfSeveralValues() {
    MeterFilter in = filter(FilterOperator.IN, "\"eu\"", "\"us\"", "7");
    MeterFilter notIn = filter(FilterOperator.NOT_IN, "\"eu\"", "\"us\"", "7");

    assertThat(List.of(in.accepts(data("\"us\"")), in.accepts(data("7.0")))).containsOnly(true);
    assertThat(List.of(in.accepts(data("\"cn\"")), in.accepts(data(null)))).containsOnly(false);
    assertThat(List.of(notIn.accepts(data("\"cn\"")), notIn.accepts(data(null))))
        .containsOnly(true);
    assertThat(notIn.accepts(data("7.0"))).isFalse();
  }

  @Test
  void shouldLookForExistenceWhereNullIsAbsent() {
    assertThat(filter(FilterOperator.EXISTS).accepts(data("0"))).isTrue();
    assertThat(filter(FilterOperator.EXISTS).accepts(data("null"))).isFalse();
    assertThat(filter(FilterOperator.EXISTS, "true").accepts(data(null))).isFalse();
    assertThat(filter(FilterOperator.EXISTS, "false").accepts(data(null))).isTrue();
    assertThat(filter(FilterOperator.EXISTS, "false").accepts(data("0"))).isFalse();
  }

  @Test
  void shouldRefuseValuesThatTheOperatorCannotUse() {
    assertThatThrownBy(() -> filter(FilterOperator.GT, "true"))
        .hasMessageContaining("expected: one number or text");
    assertThatThrownBy(() -> filter(FilterOperator.IN)).hasMessageContaining("1 to 1000 scalars");
    assertThatThrownBy(() -> filter(FilterOperator.EQ, "1", "2"))
        .hasMessageContaining("expected: one scalar");
  }

  private static MeterFilter filter(FilterOperator operator, String... values) {
    return new MeterFilter(
        PropertyPath.parse("$.a.b"),
        operator,
        Arrays.stream(values).map(MeterFilterTest::value).toList());
  }

  private static DataValue.Obj data(@Nullable String found) {
    Map<String, DataValue> inner = found == null ? Map.of() : Map.of("b", value(found));
    return new DataValue.Obj(Map.of("a", new DataValue.Obj(inner)));
  }

  private static DataValue value(String json) {
    return switch (json) {
      case "null" -> new DataValue.Null();
      case "true", "false" -> new DataValue.Bool(Boolean.parseBoolean(json));
      default ->
          json.startsWith("\"")
              ? new DataValue.Text(json.substring(1, json.length() - 1))
              : new DataValue.Number(json);
    };
  }
}
