package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits what was accepted since the last time, again and again, and counts, logs and remembers
 * what it found. It goes on where the last one ended that ran through, of whichever instance and
 * before whichever start. Where there was none it begins one interval before the first start.
 */
public final class ScheduledAudit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScheduledAudit.class);
  private static final int MAX_LOGGED = 100;

  /** What was accepted earlier is left out: after a long time away somebody asks for that. */
  static final Duration MAX_BACK = Duration.ofDays(7);

  /** After so much the end is kept, so that whoever is stopped does not begin anew. */
  static final Duration SLICE = Duration.ofDays(1);

  private final Audit audit;
  private final AuditMemory memory;
  private final Counts runs;
  private final Counts windows;
  private final Counts differences;
  private final BackgroundLoop loop;
  private boolean begun;

  /** Of the loop's thread, but for the metric. */
  private volatile Instant end;

  private final AtomicLong found = new AtomicLong();
  private volatile boolean stopping;

  private ScheduledAudit(
      Audit audit, AuditMemory memory, Duration interval, Metrics metrics, InstantSource clock) {
    this.audit = audit;
    this.memory = memory;
    this.end = clock.instant().minus(interval);
    runs = metrics.counts("meterhouse.audit.runs", "audits, by what came of them", "outcome");
    windows = metrics.counts("meterhouse.audit.windows", "windows that were folded again");
    differences =
        metrics.counts("meterhouse.audit.differences", "differences that were found", "promise");
    Stream.of(Difference.Kind.values()).forEach(kind -> differences.add(0, kind.promise()));
    metrics.gauge(
        "meterhouse.audit.age.seconds",
        "how long ago that was accepted up to which audits are, also those before the start",
        () -> Duration.between(end, clock.instant()).toSeconds());
    loop = new BackgroundLoop("audit", interval, this::take);
  }

  /** The first one comes after an interval: a start has enough to do. */
  public static ScheduledAudit start(
      Audit audit, AuditMemory memory, Duration interval, Metrics metrics, InstantSource clock) {
    ScheduledAudit scheduled = new ScheduledAudit(audit, memory, interval, metrics, clock);
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
    try {
      recall();
      if (begun) {
        catchUp();
      }
      begun = true;
    } catch (RuntimeException e) {
      if (stopping) {
        LOG.info("the audit was given up: {}", e.getMessage());
        return;
      }
      runs.add(1, "failed");
      throw e;
    }
  }

  /** Says where the first one begins before it is due: the next start may come earlier. */
  private void recall() {
    Optional<Instant> kept = memory.end();
    kept.ifPresent(instant -> end = instant);
    if (kept.isEmpty()) {
      memory.keep(end.truncatedTo(ChronoUnit.MINUTES));
    }
  }

  private void catchUp() {
    Instant settled = audit.settled();
    AuditPeriod next = next(begin(end, settled), settled);
    while (!next.isEmpty()) {
      AuditReport report = audit.run(next, () -> stopping);
      tell(report);
      if (!report.period().to().isAfter(next.from())) {
        // The watermark has gone back with a store that was restored: at the next turn again.
        return;
      }
      memory.keep(report.period().to());
      end = report.period().to();
      next = next(end, settled);
    }
  }

  private static AuditPeriod next(Instant from, Instant settled) {
    Instant to = from.plus(SLICE);
    return new AuditPeriod(from, to.isBefore(settled) ? to : settled, null);
  }

  private static Instant begin(Instant end, Instant settled) {
    Instant earliest = settled.minus(MAX_BACK);
    if (!end.isBefore(earliest)) {
      return end;
    }
    LOG.warn(
        "the last audit ended at {}, more than {} days ago: accepted usage from then to {} is not audited unless `meterhouse audit --from {} --to {}` is asked for",
        end,
        MAX_BACK.toDays(),
        earliest,
        end,
        earliest);
    return earliest;
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
