package io.meterhouse.kit.audit;

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
 * Audits what was accepted since the last time, again and again. It goes on where the last audit
 * ended that ran through, of whichever instance and before whichever start. Where there was none it
 * begins one interval before the first start.
 */
public final class AuditSchedule implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditSchedule.class);

  /** What was accepted earlier is left out: after a long time away somebody asks for that. */
  private static final Duration MAX_BACK = Duration.ofDays(7);

  /** After so much the end is kept, so that whoever is stopped does not begin anew. */
  private static final Duration SLICE = Duration.ofDays(1);

  private final Subject subject;
  private final PeriodAudit audit;
  private final AuditMemory memory;
  private final Counts runs;
  private final BackgroundLoop loop;
  private boolean begun;

  /** Of the loop's thread, but for the metric. */
  private volatile Instant end;

  private final AtomicLong found = new AtomicLong();
  private volatile boolean stopping;

  /**
   * How it is spoken of.
   *
   * @param loop such as audit, in what is logged and told
   * @param metrics such as meterhouse.audit, before the names of what is counted
   * @param what such as windows, whose differences are found
   */
  public record Subject(String loop, String metrics, String what) {}

  /**
   * What is carried out how often.
   *
   * @param interval from the end of one to the beginning of the next
   */
  public record Plan(Subject subject, PeriodAudit audit, AuditMemory memory, Duration interval) {}

  private AuditSchedule(Plan plan, Metrics metrics, InstantSource clock) {
    this.subject = plan.subject();
    this.audit = plan.audit();
    this.memory = plan.memory();
    this.end = clock.instant().minus(plan.interval()).truncatedTo(ChronoUnit.MINUTES);
    runs =
        metrics.counts(
            subject.metrics() + ".runs",
            "audits of " + subject.what() + ", by what came of them",
            "outcome");
    metrics.gauge(
        subject.metrics() + ".age.seconds",
        "how long ago that was accepted up to which audits are, also those before the start",
        () -> Duration.between(end, clock.instant()).toSeconds());
    loop = new BackgroundLoop(subject.loop(), plan.interval(), this::take);
  }

  /** The first one comes after an interval: a start has enough to do. */
  public static AuditSchedule start(Plan plan, Metrics metrics, InstantSource clock) {
    AuditSchedule schedule = new AuditSchedule(plan, metrics, clock);
    schedule.loop.start();
    return schedule;
  }

  /** What was found since the start, and whether audits can be carried out; not where. */
  public List<String> notices() {
    return Stream.concat(
            loop.problem().stream(),
            found.get() == 0
                ? Stream.of()
                : Stream.of(
                    "audits found %d differences of %s, the log says where"
                        .formatted(found.get(), subject.what())))
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
        LOG.info("{} was given up: {}", subject.loop(), e.getMessage());
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
      memory.keep(end);
    }
  }

  private void catchUp() {
    Instant settled = audit.settled().truncatedTo(ChronoUnit.MINUTES);
    Instant from = begin(end, settled);
    while (from.isBefore(settled)) {
      Instant next = from.plus(SLICE);
      PeriodAudit.Found outcome =
          audit.run(from, next.isBefore(settled) ? next : settled, () -> stopping);
      runs.add(1, outcome.differences() == 0 ? "clean" : "differences");
      if (!outcome.end().isAfter(from)) {
        // The watermark has gone back with a store that was restored: at the next turn again.
        return;
      }
      memory.keep(outcome.end());
      // After that: where the end is not kept the same ones are found again.
      found.addAndGet(outcome.differences());
      from = outcome.end();
      end = from;
    }
  }

  private Instant begin(Instant end, Instant settled) {
    Instant earliest = settled.minus(MAX_BACK);
    if (!end.isBefore(earliest)) {
      return end.truncatedTo(ChronoUnit.MINUTES);
    }
    LOG.warn(
        "{}: the last one ended at {}, more than {} days ago: accepted usage from then to {} is not audited unless `meterhouse audit --from {} --to {}` is asked for",
        subject.loop(),
        end,
        MAX_BACK.toDays(),
        earliest,
        end,
        earliest);
    return earliest;
  }
}
