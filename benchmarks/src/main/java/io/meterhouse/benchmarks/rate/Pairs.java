package io.meterhouse.benchmarks.rate;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What is used and what it has to cost: all of it follows from the number of a pair. */
final class Pairs {

  /** Minutes in which a pair has usage. */
  static final int WINDOWS = 3;

  /** What the meters cost, one after the other. */
  static final List<PricedModel> PRICES =
      List.of(
          PricedModel.FLAT,
          PricedModel.USAGE_BASED,
          PricedModel.TIERED_GRADUATED,
          PricedModel.PACKAGE,
          PricedModel.TIERED_VOLUME);

  /** Of the platform, one for each price. */
  static final List<Meter> METERS = PRICES.stream().map(Pairs::meter).toList();

  private static final List<PricingModel> MODELS =
      PRICES.stream().map(price -> price.draft().check()).toList();

  /** Primes, so that neighbours differ and every digit occurs. */
  private static final long STEP = 7_919;

  private static final long WINDOW_STEP = 104_729;
  private static final long BOUND = 10_000_019;
  private static final int DECIMALS = 3;

  private Pairs() {}

  /** A subject has all meters, if there are pairs enough. */
  static List<Pair> of(RatePlan plan) {
    return IntStream.range(0, plan.pairs()).mapToObj(number -> pair(number, plan)).toList();
  }

  /** Of all tenants, in order. */
  static List<TenantId> tenants(RatePlan plan) {
    return of(plan).stream().map(Pair::tenant).distinct().toList();
  }

  /** What was used in a window. */
  static BigDecimal used(Pair pair, int window) {
    return BigDecimal.valueOf((pair.number() * STEP + window * WINDOW_STEP) % BOUND + 1, DECIMALS);
  }

  /** What was used in all of them. */
  static BigDecimal used(Pair pair) {
    return IntStream.range(0, WINDOWS)
        .mapToObj(window -> used(pair, window))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What a quantity has to cost, by rating-core alone. */
  static RatedLine rated(Pair pair, BigDecimal quantity) {
    return Rating.rate(MODELS.get(pair.meter()), quantity);
  }

  private static Pair pair(int number, RatePlan plan) {
    int customer = number / PRICES.size();
    return new Pair(
        number,
        TenantId.of("TEN-%06d".formatted(customer % plan.tenants())),
        "subject-%d".formatted(customer / plan.tenants()),
        number % PRICES.size());
  }

  private static Meter meter(PricedModel price) {
    String code = "bench_" + PRICES.indexOf(price);
    return new Meter(
        null,
        code,
        1,
        code,
        "bench." + code,
        Aggregation.SUM,
        PropertyPath.parse("$.n"),
        new TreeMap<>(),
        List.of(),
        "unit",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }
}
