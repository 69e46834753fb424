package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.usage.UsageEvents;
import java.time.Duration;
import java.time.Instant;

/** When the events of a phase happened, which decides who folds them. */
enum Lane {
  /** Within the last hour: in the windows of the stream job's state. */
  LIVE("live"),
  /** Last year: recomputed from the raw events. */
  BACKFILL("backfill");

  private static final Duration LAST_YEAR = Duration.ofDays(300);
  private static final Duration LIVE_SPAN = Duration.ofHours(1);

  private final String phase;

  Lane(String phase) {
    this.phase = phase;
  }

  /** By which figures of different rounds find each other. */
  String phase() {
    return phase;
  }

  /** How many of usage.accepted. */
  long records(BackfillPlan plan) {
    return this == LIVE ? plan.live() : plan.events();
  }

  /** Those of a phase that begins now; no event of one lane is one of the other. */
  UsageEvents events(BackfillPlan plan, Instant now) {
    return switch (this) {
      case LIVE -> events(plan, 0, new UsageEvents.EventTimes(now, LIVE_SPAN, false));
      case BACKFILL ->
          events(
              plan,
              plan.live(),
              new UsageEvents.EventTimes(
                  now.minus(LAST_YEAR), Duration.ofDays(plan.days()), false));
    };
  }

  private UsageEvents events(BackfillPlan plan, long first, UsageEvents.EventTimes times) {
    return new UsageEvents(first, records(plan), plan.tenants(), times);
  }
}
