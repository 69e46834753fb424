package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits what was accepted since the last time, again and again, and counts, logs and remembers
 * what it found. The first time it begins one interval before the start.
 */
public final class ScheduledAudit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduledAudit.class);
  private static final int MAX_LOGGED = 100;

  private final Audit audit;
  private final InstantSource clock;
  private final Counts runs;
  private final Counts windows;
  private final Counts differences;
  private final BackgroundLoop loop;
  private Instant from;
  private boolean begun;
  private volatile Instant lastEnd;
  private final AtomicLong found = new AtomicLong();
  private volatile boolean stopping;

  private ScheduledAudit(Audit audit, Duration interval, Metrics metrics, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
    this.lastEnd = clock.instant();
    this.from = lastEnd.minus(interval);
    runs = metrics.counts("meterhouse.audit.runs", "audits, by what came of them", "outcome");
    windows = metrics.counts("meterhouse.audit.windows", "windows that were folded again");
    differences =
        metrics.counts("meterhouse.audit.differences", "differences that were found", "promise");
    Stream.of(Difference.Kind.values()).forEach(kind -> differences.add(0, kind.promise()));
    metrics.gauge(
        "meterhouse.audit.age.seconds",
        "time since the end of the last audit, before the first since the start",
        () -> Duration.between(lastEnd, clock.instant()).toSeconds());
    loop = new BackgroundLoop("audit", interval, this::take);
  }

  /** The first one comes after an interval: a start has enough to do. */
  public static ScheduledAudit start(
      Audit audit, Duration interval, Metrics metrics, InstantSource clock) {
    ScheduledAudit scheduled = new ScheduledAudit(audit, interval, metrics, clock);
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
                    "audits found %d differences, the log says where".formatted(found.get())))
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
      AuditReport report = audit.run(new AuditPeriod(from, audit.settled(), null), () -> stopping);
      if (!report.period().isEmpty()) {
        tell(report);
        from = report.period().to();
        lastEnd = clock.instant();
      }
    } catch (RuntimeException e) {
      if (stopping) {
        LOG.info("the audit was given up: {}", e.getMessage());
        return;
      }
      runs.add(1, "failed");
      throw e;
    }
  }

  private void tell(AuditReport report) {
    runs.add(1, report.isClean() ? "clean" : "differences");
    windows.add(report.windows());
    report.found().forEach((promise, number) -> differences.add(number, promise));
    if (report.isClean()) {
      LOG.info(
          "audit of {} to {}: {} windows and {} ledger rows, nothing differs",
          report.period().from(),
          report.period().to(),
          report.windows(),
          report.ledgerRows());
      return;
    }
    found.addAndGet(report.differencesFound());
    LOG.error(
        "audit of {} to {}: {} differences",
        report.period().from(),
        report.period().to(),
        report.differencesFound());
    report.differences().stream()
        .limit(MAX_LOGGED)
        .forEach(difference -> LOG.error("audit: {}", difference));
  }
}
