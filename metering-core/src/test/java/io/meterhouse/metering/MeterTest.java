package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeterTest {

  private final Meter tokens = Meters.sum(null, "llm_tokens");

  @Test
  void shouldReadTheValueAndTheDimensions() {
    assertThat(read(new DataValue.Number("120.50"), new DataValue.Text("m-large")))
        .isEqualTo(counted("120.5", "m-large"));
    assertThat(read(new DataValue.Text("7"), new DataValue.Number("1.0")))
        .isEqualTo(counted("7", "1"));
    assertThat(read(new DataValue.Text("7"), new DataValue.Number("1e30")))
        .isEqualTo(counted("7", "1e30"));
    assertThat(read(new DataValue.Number("7"), new DataValue.Bool(true)))
        .isEqualTo(counted("7", "true"));
  }

  @Test
  void shouldReadAnAbsentDimensionAsEmpty() {
    assertThat(reading(tokens, new DataValue.Obj(Map.of("tokens", new DataValue.Number("7")))))
        .isEqualTo(counted("7", ""));
    assertThat(read(new DataValue.Number("7"), new DataValue.Null())).isEqualTo(counted("7", ""));
  }

  @Test
  void shouldSayWhyAValueCannotBeRead() {
    assertThat(reading(tokens, DataValue.Obj.empty()))
        .isEqualTo(
            new Reading.Misfit(
                Reading.VALUE_MISSING,
                "data.tokens",
                "value: nothing at $.tokens (expected: a number)"));
    assertThat(read(new DataValue.Text("many"), new DataValue.Null()))
        .isEqualTo(
            new Reading.Misfit(
                Quantity.VALUE_NOT_A_NUMBER,
                "data.tokens",
                "value: 'many' (expected: a decimal number such as 120 or 0.25)"));
    assertThat(read(new DataValue.Bool(true), new DataValue.Null()))
        .isEqualTo(
            new Reading.Misfit(
                Quantity.VALUE_NOT_A_NUMBER,
                "data.tokens",
                "value: true (expected: a number or a string that holds one)"));
    assertThat(read(new DataValue.Number("1e30"), new DataValue.Null()))
        .isEqualTo(
            new Reading.Misfit(
                Quantity.VALUE_TOO_LARGE,
                "data.tokens",
                "value: '1e30' (expected: at most 26 integer digits)"));
  }

  @Test
  void shouldSayThatADimensionIsNoScalar() {
    assertThat(read(new DataValue.Number("7"), DataValue.Obj.empty()))
        .isEqualTo(
            new Reading.Misfit(
                Reading.DIMENSION_NOT_A_SCALAR,
                "data.model",
                "dimension model: an object or array (expected: a scalar)"));
  }

  @Test
  void shouldSayThatADimensionIsTooLong() {
    String longest = "x".repeat(Meter.MAX_DIMENSION_CHARS);

    assertThat(read(new DataValue.Number("7"), new DataValue.Text(longest)))
        .isEqualTo(counted("7", longest));
    assertThat(read(new DataValue.Number("7"), new DataValue.Text(longest + "x")))
        .isEqualTo(
            new Reading.Misfit(
                Reading.DIMENSION_TOO_LONG,
                "data.model",
                "dimension model: 1025 characters (expected: at most 1024)"));
  }

  @Test
  void shouldTellValuesApartByTheirText() {
    assertThat(member(new DataValue.Text("7")))
        .isEqualTo(member(new DataValue.Number("7")))
        .isEqualTo(member(new DataValue.Number("7.0")))
        .isNotEqualTo(member(new DataValue.Text("7.0")))
        .isNotEqualTo(member(new DataValue.Text("")));
    assertThat(member(new DataValue.Bool(true))).isEqualTo(member(new DataValue.Text("true")));
  }

  @Test
  void shouldSayWhyAValueCannotBeToldApart() {
    Meter users = Meters.uniqueCount("users", "$.user");

    assertThat(reading(users, DataValue.Obj.empty()))
        .isEqualTo(
            new Reading.Misfit(
                Reading.VALUE_MISSING,
                "data.user",
                "value: nothing at $.user (expected: a scalar)"));
    assertThat(reading(users, new DataValue.Obj(Map.of("user", new DataValue.Arr(List.of())))))
        .isEqualTo(
            new Reading.Misfit(
                Reading.VALUE_NOT_A_SCALAR,
                "data.user",
                "value: an object or array at $.user (expected: a scalar)"));
  }

  private static Member member(DataValue value) {
    Reading reading =
        reading(Meters.uniqueCount("users", "$.user"), new DataValue.Obj(Map.of("user", value)));
    assertThat(reading).isInstanceOf(Reading.Counted.class);
    return Objects.requireNonNull(((Reading.Counted) reading).member());
  }

  @Test
  void shouldIgnoreWhatItsFilterDoesNotWantEvenIfItCouldNotBeRead() {
    Meter large =
        Meters.sum(
            null,
            "large_tokens",
            new MeterFilter(
                PropertyPath.parse("model"),
                FilterOperator.EQ,
                List.of(new DataValue.Text("m-large"))));

    assertThat(reading(large, DataValue.Obj.empty())).isEqualTo(new Reading.Ignored());
  }

  @Test
  void shouldRefuseADefinitionThatMakesNoSense() {
    assertThatThrownBy(() -> Meters.sum(null, "9tokens"))
        .hasMessage("meter code: '9tokens' (expected: [A-Za-z][A-Za-z0-9_.-]{0,127})");
    assertThatThrownBy(
            () ->
                new Meter(
                    null,
                    "n",
                    1,
                    "n",
                    "t",
                    Aggregation.SUM,
                    null,
                    new TreeMap<>(),
                    List.of(),
                    "",
                    WindowSize.MINUTE,
                    MeterSource.EVENTS,
                    Instant.EPOCH))
        .hasMessage("meter value_property: null (expected: a path, as SUM reads a value)");
  }

  /** What it reads; what it says without reading must be the same. */
  private static Reading reading(Meter meter, DataValue.Obj data) {
    Reading reading = meter.read(data);
    assertThat(meter.misfit(data))
        .isEqualTo(
            reading instanceof Reading.Misfit misfit ? Optional.of(misfit) : Optional.empty());
    return reading;
  }

  private Reading read(DataValue value, DataValue model) {
    return reading(tokens, new DataValue.Obj(Map.of("tokens", value, "model", model)));
  }

  private static Reading counted(String value, String model) {
    return new Reading.Counted(new BigDecimal(value), new TreeMap<>(Map.of("model", model)), null);
  }
}
