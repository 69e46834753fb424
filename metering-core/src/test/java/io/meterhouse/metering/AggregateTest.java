package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class AggregateTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void shouldBeEqualWhereTheFiguresAreEqualHoweverTheyWereWritten() {
    Aggregate one = Aggregate.of(new BigDecimal("100"), NOON, "ing-1");
    Aggregate two = Aggregate.of(new BigDecimal("1.000E+2"), NOON, "ing-1");

    assertThat(two).isEqualTo(one);
    assertThat(two.sum().toString()).isEqualTo("100");
  }

  @Test
  void shouldNeitherOverflowNorLoseADigitInASumOfABillionExtremeValues() {
    BigDecimal extreme = new BigDecimal("99999999999999999999999999.999999999999");
    Aggregate sum = Aggregate.of(extreme, NOON, "ing-1");
    for (int doubling = 0; doubling < 30; doubling++) {
      sum = sum.merge(sum);
    }

    assertThat(sum.count()).isEqualTo(1L << 30);
    assertThat(sum.sum()).isEqualByComparingTo(extreme.multiply(BigDecimal.valueOf(1L << 30)));
  }

  @Test
  void shouldRefuseToCountBeyondTheRangeOfLong() {
    Aggregate most =
        new Aggregate(
            Long.MAX_VALUE,
            BigDecimal.ONE,
            BigDecimal.ONE,
            BigDecimal.ONE,
            new Last(BigDecimal.ONE, NOON, "ing-1"));

    assertThatThrownBy(() -> most.merge(most)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void shouldTakeTheLatestByEventTimeAndThenByIngestId() {
    Aggregate aggregate =
        Aggregate.of(BigDecimal.ONE, NOON, "ing-2")
            .plus(BigDecimal.TWO, NOON, "ing-3")
            .plus(BigDecimal.TEN, NOON.minusNanos(1), "ing-4");

    assertThat(aggregate.value(Aggregation.LATEST)).isEqualTo(BigDecimal.TWO);
  }

  @Test
  void shouldOrderSnapshotsOfADayByIngestIdAndFoldDaysLikeAnyValues() {
    Window today = Window.containing(NOON, WindowSize.DAY);
    Window tomorrow = new Window(today.end(), WindowSize.DAY);
    Aggregate first =
        Aggregate.ofSnapshot(new BigDecimal("7"), today, "ing-2")
            .superseded(Aggregate.ofSnapshot(new BigDecimal("5"), today, "ing-1"));
    Aggregate both = Aggregate.ofSnapshot(new BigDecimal("3"), tomorrow, "ing-0").merge(first);

    assertThat(first.sum()).isEqualTo(new BigDecimal("7"));
    assertThat(both.value(Aggregation.SUM)).isEqualTo(new BigDecimal("10"));
    assertThat(both.value(Aggregation.LATEST)).isEqualTo(new BigDecimal("3"));
    assertThat(both.value(Aggregation.MAX)).isEqualTo(new BigDecimal("7"));
  }

  @Test
  void shouldRoundTheAverageHalfUpAtTheLastDigitOfAQuantity() {
    assertThat(average("2", "0", "0")).isEqualTo("0.666666666667");
    assertThat(average("-2", "0", "0")).isEqualTo("-0.666666666667");
    assertThat(average("0.000000000001", "0")).isEqualTo("0.000000000001");
    assertThat(average("0.000000000001", "0", "0")).isEqualTo("0");
    assertThat(average("1.5", "2.5")).isEqualTo("2");
  }

  private static String average(String... values) {
    Aggregate aggregate = Aggregate.empty();
    for (String value : values) {
      aggregate = aggregate.plus(new BigDecimal(value), NOON, "ing-1");
    }
    return aggregate.value(Aggregation.AVG).toPlainString();
  }

  @Test
  void shouldHaveNoFigureWhereThereIsNone() {
    assertThat(Aggregate.empty().value(Aggregation.SUM)).isEqualTo(BigDecimal.ZERO);
    assertThatThrownBy(() -> Aggregate.empty().value(Aggregation.MAX))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("MAX of no values");
    assertThatThrownBy(() -> Aggregate.empty().value(Aggregation.AVG))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("AVG of no values");
    assertThatThrownBy(() -> Aggregate.empty().value(Aggregation.UNIQUE_COUNT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("UNIQUE_COUNT is a figure of many aggregates, one for each member");
  }
}
