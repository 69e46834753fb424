package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Has the windows that an audit found different folded again from the raw events, and looks whether
 * they are right then. Whatever else differs (the ledger, events that are missing) nothing can make
 * right: what would be written is what is missing.
 */
public final class AuditRepair {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Audit audit;
  private final RepairLog log;
  private final Supplier<MeterCatalog> catalog;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param patience how long the pipeline may take to carry it out
   */
  public AuditRepair(
      Audit audit,
      RepairLog log,
      Supplier<MeterCatalog> catalog,
      InstantSource clock,
      Duration patience) {
    this.audit = audit;
    this.log = log;
    this.catalog = catalog;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * What came of it.
   *
   * @param stretches that were asked for
   * @param repaired what differed and does so no more
   * @param after what differs still
   */
  public record Outcome(int stretches, List<Difference> repaired, AuditReport after) {

    public Outcome {
      repaired = List.copyOf(repaired);
    }
  }

  /**
   * @param found by an audit just now; of its windows those are repaired that it lists
   * @throws AuditException where it cannot be carried out, or takes longer
   */
  public Outcome run(AuditReport found) {
    List<RepairLog.Wish> wishes = RepairWishes.of(windows(found), catalog.get());
    if (wishes.isEmpty()) {
      return new Outcome(0, List.of(), found);
    }
    log.ask(wishes);
    awaitCarriedOut(clock.instant());
    AuditReport after = audit.run(found.period(), () -> false);
    Set<AggregateKey> wrong = windows(after);
    List<Difference> repaired = new ArrayList<>();
    for (Difference difference : found.differences()) {
      if (difference.window() != null && !wrong.contains(difference.window())) {
        repaired.add(difference);
      }
    }
    return new Outcome(wishes.size(), repaired, after);
  }

  /** The watermark passes a time when all is stored that had been written before it. */
  private void awaitCarriedOut(Instant asked) {
    long begin = System.nanoTime();
    while (audit.settled().isBefore(asked)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AuditException("interrupted while waiting for the repair");
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new AuditException(
            "the repair was asked for and not carried out within %s (settled until %s); the stream-aggregator says why"
                .formatted(patience, audit.settled()));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private static Set<AggregateKey> windows(AuditReport report) {
    return report.differences().stream()
        .map(Difference::window)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }
}
