package io.meterhouse.metering;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The fold of the values of one window (of one tenant, subject, meter and set of dimensions).
 *
 * <p>{@link #merge} is commutative and associative with {@link #empty} as its neutral element, so
 * neither order nor grouping of the input shows in the result. Everything is exact: the sum has as
 * many digits as it needs. Equal figures make equal records, however they came about.
 *
 * <p>A snapshot is not folded but superseded: see {@link #ofSnapshot} and {@link #superseded}.
 */
public record Aggregate(
    long count,
    BigDecimal sum,
    @Nullable BigDecimal min,
    @Nullable BigDecimal max,
    @Nullable Last last) {

  private static final Aggregate EMPTY = new Aggregate(0, BigDecimal.ZERO, null, null, null);

  public Aggregate {
    if (count < 0) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
    }
    boolean empty = count == 0;
    if (empty != (min == null) || empty != (max == null) || empty != (last == null)) {
      throw new IllegalArgumentException(
          "count: %d, min: %s, max: %s, last: %s (expected: min, max and last exactly if count > 0)"
              .formatted(count, min, max, last));
    }
    sum = Decimals.canonical(sum);
    min = min == null ? null : Decimals.canonical(min);
    max = max == null ? null : Decimals.canonical(max);
  }

  public static Aggregate empty() {
    return EMPTY;
  }

  /** The fold of one event's value. */
  public static Aggregate of(BigDecimal value, Instant eventTime, String ingestId) {
    return new Aggregate(1, value, value, value, new Last(value, eventTime, ingestId));
  }

  /**
   * The register of one declared value. Its place in the order is the start of its day and the
   * ingest id: within the day the ingest id alone decides, over days {@link Aggregation#LATEST} is
   * the value of the latest day, and {@link #merge} over days folds the daily values like any
   * others.
   */
  public static Aggregate ofSnapshot(BigDecimal value, Window day, String ingestId) {
    return of(value, day.start(), ingestId);
  }

  public Aggregate plus(BigDecimal value, Instant eventTime, String ingestId) {
    return merge(of(value, eventTime, ingestId));
  }

  /**
   * @throws ArithmeticException if the count leaves the range of long
   */
  public Aggregate merge(Aggregate other) {
    if (min == null || max == null || last == null) {
      return other;
    }
    if (other.min == null || other.max == null || other.last == null) {
      return this;
    }
    return new Aggregate(
        Math.addExact(count, other.count),
        sum.add(other.sum),
        min.min(other.min),
        max.max(other.max),
        last.orLater(other.last));
  }

  /**
   * The later one of two registers, whole. Commutative, associative and idempotent: a snapshot may
   * come twice and in any order.
   */
  public Aggregate superseded(Aggregate other) {
    if (last == null) {
      return other;
    }
    return other.last == null || last.compareTo(other.last) >= 0 ? this : other;
  }

  /**
   * The figure. All are exact but the average, which may have no end: it is a quantity, and has as
   * many fraction digits as one.
   *
   * @throws NoSuchElementException if there is none: MIN, MAX, AVG or LATEST of nothing
   * @throws IllegalArgumentException for UNIQUE_COUNT, which is the number of {@link Member}s that
   *     have an aggregate of their own, and no figure of one
   */
  public BigDecimal value(Aggregation aggregation) {
    return switch (aggregation) {
      case COUNT -> BigDecimal.valueOf(count);
      case SUM -> sum;
      case MIN -> present(min, aggregation);
      case MAX -> present(max, aggregation);
      case LATEST -> present(last == null ? null : last.value(), aggregation);
      case AVG -> average();
      case UNIQUE_COUNT ->
          throw new IllegalArgumentException(
              aggregation + " is a figure of many aggregates, one for each member");
    };
  }

  private BigDecimal average() {
    if (count == 0) {
      throw new NoSuchElementException("AVG of no values");
    }
    return Decimals.canonical(
        sum.divide(BigDecimal.valueOf(count), Quantity.MAX_FRACTION_DIGITS, RoundingMode.HALF_UP));
  }

  private static BigDecimal present(@Nullable BigDecimal value, Aggregation aggregation) {
    if (value == null) {
      throw new NoSuchElementException(aggregation + " of no values");
    }
    return value;
  }
}
