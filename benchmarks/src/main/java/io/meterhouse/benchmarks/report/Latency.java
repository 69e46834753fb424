package io.meterhouse.benchmarks.report;

import org.HdrHistogram.Histogram;

/** Percentiles of a latency, in milliseconds. */
public record Latency(double p50Millis, double p99Millis, double p999Millis, double maxMillis) {

  private static final double NANOS_A_MILLI = 1_000_000.0;

  /** Of nanoseconds. */
  public static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getValueAtPercentile(50) / NANOS_A_MILLI,
        nanos.getValueAtPercentile(99) / NANOS_A_MILLI,
        nanos.getValueAtPercentile(99.9) / NANOS_A_MILLI,
        nanos.getMaxValue() / NANOS_A_MILLI);
  }
}
