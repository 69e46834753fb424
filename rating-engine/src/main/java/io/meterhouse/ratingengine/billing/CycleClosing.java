package io.meterhouse.ratingengine.billing;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleBook;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.outage.Outage;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.UnknownMeterException;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes cycles: fixes their figures at the watermark, in one transaction. Whatever fails on the
 * way leaves the cycle as it was, to be closed again.
 */
public final class CycleClosing {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final BillingLedger ledger;
  private final Rater rater;
  private final Supplier<Optional<Instant>> watermark;
  private final InstantSource clock;

  /** A cycle before and after it was closed. */
  public record Closed(BillingCycle before, BillingCycle after) {}

  /**
   * @param watermark usage accepted before it can be read; empty: nobody can say
   */
  public CycleClosing(
      BillingLedger ledger,
      Rater rater,
      Supplier<Optional<Instant>> watermark,
      InstantSource clock) {
    this.ledger = ledger;
    this.rater = rater;
    this.watermark = watermark;
    this.clock = clock;
  }

  /**
   * Rates all usage of the cycle once more, seals its items, and opens the next one of its chain.
   *
   * @throws ApiException 404 for a cycle that the tenant does not have, 409 where it cannot be
   *     closed, 503 where its usage is on its way
   */
  public Closed close(TenantId tenant, UUID id) {
    AtomicReference<@Nullable Closed> closed = new AtomicReference<>();
    try {
      // What is read from now on has everything from before it.
      @Nullable Instant read = watermark.get().orElse(null);
      ledger.inTransaction(transaction -> closed.set(close(transaction, tenant, id, read)));
    } catch (UnknownMeterException | UnansweredException e) {
      throw ApiException.unavailable(e.getMessage() + "; nothing was done", RETRY_AFTER);
    } catch (RuntimeException e) {
      if (Outage.isOne(e)) {
        throw ApiException.unavailable(
            "usage or items cannot be reached at the moment; nothing was done", RETRY_AFTER);
      }
      throw e;
    }
    Closed done = closed.get();
    if (done == null) {
      throw new IllegalStateException("the transaction did no work");
    }
    return done;
  }

  private Closed close(
      BillingLedger.Transaction transaction, TenantId tenant, UUID id, @Nullable Instant read) {
    BillingCycle cycle =
        transaction
            .lockForClosing(tenant, id)
            .orElseThrow(() -> BillingCycles.noSuchCycle(tenant, id));
    Instant asked = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    CycleChanges.requireClosable(cycle, read, asked);
    // So that its time says which prices were known, whenever late usage asks for them again.
    Instant now = transaction.lockPrices(tenant, asked);
    ZoneId zone = zone(tenant);
    rater.rate(transaction, cells(transaction, cycle, zone), Map.of(cycle.key(), cycle));
    BillingCycle closed = cycle.closed(now, read);
    transaction.close(closed, CycleSeal.of(transaction.items(List.of(cycle))));
    openNext(transaction, closed, zone, now);
    return new Closed(cycle, closed);
  }

  /** What has a price, and what had one when it was rated. */
  private static List<UsageCell> cells(
      BillingLedger.Transaction transaction, BillingCycle cycle, ZoneId zone) {
    CycleOwner owner = cycle.key().owner();
    Set<String> meters = new TreeSet<>();
    transaction.priced(owner.tenant()).forEach(key -> meters.add(key.meter()));
    for (BillingItem item : transaction.items(List.of(cycle))) {
      if (item.kind() instanceof ItemKind.Usage) {
        meters.add(item.usage().meter());
      }
    }
    List<UsageCell> cells = new ArrayList<>(meters.size());
    for (String meter : meters) {
      cells.add(
          new UsageCell(new UsageKey(owner.tenant(), owner.subject(), meter), cycle.key(), zone));
    }
    return cells;
  }

  private static void openNext(
      BillingLedger.Transaction transaction, BillingCycle closed, ZoneId zone, Instant now) {
    if (!closed.chain().type().isRecurring()) {
      return;
    }
    CycleOwner owner = closed.key().owner();
    Instant end = closed.key().period().end();
    CycleBook book =
        new CycleBook(transaction.cyclesAround(List.of(new OwnerSpan(owner, end, end))));
    CycleBook.Place next = book.at(owner, end, zone);
    if (!next.exists()) {
      transaction.open(
          List.of(BillingCycle.active(next.key().id(), next.key(), next.chain(), now)));
    }
  }

  private ZoneId zone(TenantId tenant) {
    ZoneId zone = ledger.zones(Set.of(tenant)).get(tenant);
    if (zone == null) {
      throw new IllegalStateException("a cycle of " + tenant + ", which does not exist");
    }
    return zone;
  }
}
