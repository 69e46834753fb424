package io.meterhouse.ratingengine.audit;

import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.usagestore.AcceptedSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits the items of what was accepted since the last time, again and again, and counts, logs and
 * remembers what it found. The first time it begins one interval before the start.
 */
public final class ScheduledRatingAudit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduledRatingAudit.class);
  private static final int MAX_LOGGED = 100;

  private final RatingAudit audit;
  private final InstantSource clock;
  private final Counts runs;
  private final Counts items;
  private final Counts differences;
  private final BackgroundLoop loop;
  private final AtomicLong found = new AtomicLong();
  private Instant from;
  private boolean begun;
  private volatile Instant lastEnd;
  private volatile boolean stopping;

  private ScheduledRatingAudit(
      RatingAudit audit, Duration interval, Metrics metrics, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
    this.lastEnd = clock.instant();
    this.from = lastEnd.minus(interval).truncatedTo(ChronoUnit.MINUTES);
    runs =
        metrics.counts(
            "meterhouse.rating.audit.runs", "audits of items, by what came of them", "outcome");
    items = metrics.counts("meterhouse.rating.audit.items", "items that were checked");
    differences =
        metrics.counts(
            "meterhouse.rating.audit.differences", "differences that were found", "kind");
    Stream.of(RatingDifference.Kind.values()).forEach(kind -> differences.add(0, label(kind)));
    metrics.gauge(
        "meterhouse.rating.audit.age.seconds",
        "time since the end of the last audit of items, before the first since the start",
        () -> Duration.between(lastEnd, clock.instant()).toSeconds());
    loop = new BackgroundLoop("rating-audit", interval, this::take);
  }

  /** The first one comes after an interval: a start has enough to do. */
  public static ScheduledRatingAudit start(
      RatingAudit audit, Duration interval, Metrics metrics, InstantSource clock) {
    ScheduledRatingAudit scheduled = new ScheduledRatingAudit(audit, interval, metrics, clock);
    scheduled.loop.start();
    return scheduled;
  }

  /** What it found since the start, and whether it can be carried out; not where. */
  public List<String> notices() {
    return Stream.concat(
            loop.problem().stream(),
            found.get() == 0
                ? Stream.of()
                : Stream.of(
                    "audits found %d differences of items, the log says where"
                        .formatted(found.get())))
        .toList();
  }

  /** Gives up the one that is being carried out. */
  @Override
  public void close() {
    stopping = true;
    loop.close();
  }

  private void take() {
    if (!begun) {
      begun = true;
      return;
    }
    try {
      Instant to = audit.settled().truncatedTo(ChronoUnit.MINUTES);
      if (from.isBefore(to)) {
        tell(audit.run(new AcceptedSlice(from, to, null), () -> stopping));
        from = to;
        lastEnd = clock.instant();
      }
    } catch (RuntimeException e) {
      if (stopping) {
        LOG.info("the audit of items was given up: {}", e.getMessage());
        return;
      }
      runs.add(1, "failed");
      throw e;
    }
  }

  private void tell(RatingAuditReport report) {
    runs.add(1, report.isClean() ? "clean" : "differences");
    items.add(report.items());
    report.found().forEach((kind, number) -> differences.add(number, label(kind)));
    if (report.isClean()) {
      LOG.info(
          "audit of {} to {}: {} items, nothing differs",
          report.period().from(),
          report.period().to(),
          report.items());
      return;
    }
    found.addAndGet(report.differencesFound());
    LOG.error(
        "audit of {} to {}: {} differences of items",
        report.period().from(),
        report.period().to(),
        report.differencesFound());
    report.differences().stream()
        .limit(MAX_LOGGED)
        .forEach(difference -> LOG.error("audit: {}", difference));
  }

  private static String label(RatingDifference.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
