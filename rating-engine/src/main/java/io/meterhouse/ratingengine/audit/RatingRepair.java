package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.outage.Outage;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.RatedItemRow;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has items that an audit found different rated again by the rating-engine that runs, and announces
 * once more those that ClickHouse has otherwise. Of a closed cycle it changes nothing.
 */
public final class RatingRepair {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final RatingAudit audit;
  private final RatingAudit.Stores stores;
  private final RatingBarrier barrier;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * @param patience how long the rating-engine may take to carry it out
   */
  public RatingRepair(
      RatingAudit audit,
      RatingAudit.Stores stores,
      RatingBarrier barrier,
      InstantSource clock,
      Duration patience) {
    this.audit = audit;
    this.stores = stores;
    this.barrier = barrier;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * What came of it.
   *
   * @param requested (tenant, meter) that were rated again
   * @param repaired what differed and does so no more
   * @param after what differs still
   */
  public record Outcome(int requested, List<RatingDifference> repaired, RatingAuditReport after) {

    /** Keeps a copy of what was repaired. */
    public Outcome {
      repaired = List.copyOf(repaired);
    }
  }

  /**
   * @param found by an audit just now; what it lists is repaired
   * @throws UnansweredException where it cannot be carried out, or takes longer
   */
  public Outcome run(RatingAuditReport found) {
    List<UsageCell> cells =
        found.differences().stream().map(RatingDifference::cell).distinct().toList();
    if (cells.isEmpty()) {
      return new Outcome(0, List.of(), found);
    }
    Set<PriceKey> asked = rateAgain(found);
    try {
      RatingAudit.pages(cells).forEach(this::announceAgain);
    } catch (RuntimeException e) {
      if (Outage.isOne(e)) {
        throw new UnansweredException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
    RatingAuditReport after = audit.run(found.period(), cells, () -> false);
    Set<UUID> wrong =
        after.differences().stream().map(RatingDifference::item).collect(Collectors.toSet());
    return new Outcome(
        asked.size(),
        found.differences().stream()
            .filter(difference -> !wrong.contains(difference.item()))
            .toList(),
        after);
  }

  private Set<PriceKey> rateAgain(RatingAuditReport found) {
    Set<PriceKey> keys =
        RatingAudit.prices(
            found.differences().stream()
                .filter(difference -> difference.kind() == RatingDifference.Kind.ITEM)
                .map(RatingDifference::cell)
                .filter(cell -> cell.key().isMetered())
                .toList());
    stores.ledger().request(keys, "audit --repair");
    long begin = System.nanoTime();
    Set<PriceKey> open = stores.ledger().requested(keys);
    while (!open.isEmpty()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UnansweredException("interrupted while waiting for the repair");
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new UnansweredException(
            "rating again was asked for and not carried out within %s (waiting: %s); the rating-engine says why"
                .formatted(patience, open));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      open = stores.ledger().requested(keys);
    }
    return keys;
  }

  /** Behind the barrier a copy that is not the item is none that is on its way. */
  private void announceAgain(List<UsageCell> cells) {
    barrier.await();
    Set<CycleKey> cycles = cells.stream().map(UsageCell::cycle).collect(Collectors.toSet());
    stores
        .billing()
        .inTransaction(
            transaction -> {
              Map<CycleKey, BillingCycle> locked = transaction.lock(new TreeSet<>(cycles));
              LedgerSnapshot ledger = stores.ledger().look(cells);
              announceAgain(cells, locked, ledger, transaction);
            });
  }

  private void announceAgain(
      List<UsageCell> cells,
      Map<CycleKey, BillingCycle> locked,
      LedgerSnapshot ledger,
      BillingLedger.Transaction transaction) {
    Map<UUID, RatedItemRow> copies =
        stores
            .audited()
            .copies(
                cells.stream().map(cell -> cell.key().tenant()).collect(Collectors.toSet()),
                cells.stream().flatMap(cell -> ledger.itemIds(cell).stream()).toList());
    List<BillingItem> asTheyAre = new ArrayList<>();
    List<BillingItem> ahead = new ArrayList<>();
    for (UsageCell cell : cells) {
      BillingCycle cycle = locked.get(cell.cycle());
      List<LedgerSnapshot.Item> items =
          cycle != null && cycle.isActive() ? ledger.itemsOf(cell) : List.of();
      for (LedgerSnapshot.Item item : items) {
        @Nullable RatedItemRow copy = copies.get(item.item().id());
        if (copy != null && copy.version() > item.item().version()) {
          ahead.add(withVersion(item.item(), copy.version() + 1));
        } else if (!item.copy().equals(copy)) {
          asTheyAre.add(item.item());
        }
      }
    }
    transaction.save(ahead);
    transaction.announce(asTheyAre);
  }

  /** ClickHouse keeps the highest version, so only a higher one takes the place of its row. */
  private BillingItem withVersion(BillingItem item, long version) {
    return item.asVersion(version, clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }
}
