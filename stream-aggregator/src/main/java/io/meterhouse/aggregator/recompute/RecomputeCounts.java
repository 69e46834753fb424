package io.meterhouse.aggregator.recompute;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import java.util.concurrent.atomic.AtomicLong;

/** What the recompute worker has done. Thread-safe. */
public final class RecomputeCounts {

  private final Counts scopes;
  private final Counts windows;
  private final Counts answers;
  private final Counts events;
  private final Counts builds;
  private final Counts buildEvents;
  private final Counts damaged;
  private final AtomicLong underWay = new AtomicLong();

  public RecomputeCounts(Metrics metrics) {
    scopes = metrics.counts("meterhouse.recompute.scopes", "stretches that were asked for");
    windows = metrics.counts("meterhouse.recompute.windows", "windows that were published");
    answers =
        metrics.counts("meterhouse.recompute.answers", "windows that the aggregate stage was sent");
    events = metrics.counts("meterhouse.recompute.events", "stored events that were folded again");
    builds =
        metrics.counts("meterhouse.recompute.builds", "partitions of new meters that are done");
    buildEvents =
        metrics.counts("meterhouse.recompute.build.events", "stored events a new meter is past");
    damaged = metrics.counts("meterhouse.recompute.damaged", "records that could not be read");
    metrics.gauge(
        "meterhouse.recompute.builds.waiting",
        "partitions of new meters that are begun or wait",
        underWay::get);
  }

  public void scopes(long number) {
    scopes.add(number);
  }

  /** A piece is written. */
  public void written(RecomputeOutcome outcome) {
    windows.add(outcome.windows().size());
    answers.add(outcome.answers().size());
    events.add(outcome.events());
  }

  public void built() {
    builds.add(1);
  }

  public void past(long events) {
    buildEvents.add(events);
  }

  public void damaged() {
    damaged.add(1);
  }

  public void underWay(long number) {
    underWay.set(number);
  }
}
