package io.meterhouse.benchmarks.backfill;

import io.meterhouse.kit.telemetry.Telemetry;
import io.micrometer.core.instrument.Counter;
import java.util.Collection;

/**
 * What the recompute worker says that it has done.
 *
 * @param stretches that were asked for
 * @param folded raw events that were read and folded, each as often as it was
 * @param published windows
 */
record Cold(long stretches, long folded, long published) {

  static Cold of(Telemetry telemetry) {
    return new Cold(
        count(telemetry, "meterhouse.recompute.scopes"),
        count(telemetry, "meterhouse.recompute.events"),
        count(telemetry, "meterhouse.recompute.windows"));
  }

  /** What was never counted has no counter. */
  private static long count(Telemetry telemetry, String name) {
    Collection<Counter> counters = telemetry.metrics().registry().find(name).counters();
    return Math.round(counters.stream().mapToDouble(Counter::count).sum());
  }
}
