package io.meterhouse.ratingengine.audit;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.outage.Outage;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UnknownMeterException;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.ratingengine.usage.UsageTotals;
import io.meterhouse.ratingengine.usage.UsageUntil;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.TouchedUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a promise on what is stored, also while usage flows. P7: items are the price in force
 * times the usage, to the last digit, those of a closed cycle are what they were, and ClickHouse
 * has the same items as PostgreSQL, also adjustments and those that somebody entered.
 *
 * <p>What is not right is looked at again, behind a barrier, before it is told. Safe for use by
 * several threads.
 */
public final class RatingAudit {

  private static final Logger LOG = LoggerFactory.getLogger(RatingAudit.class);

  /** Of the differences so many are told, all are counted. */
  public static final int MAX_LISTED = 1_000;

  /**
   * What a partition's follower has not got yet, and our clock where the brokers have stamped
   * nothing of late: what was accepted so much before the watermark is in all the same.
   */
  public static final Duration CLOCK_MARGIN = Duration.ofSeconds(10);

  /** Items held at once. */
  static final int PAGE = 1_000;

  /** Behind so many barriers an item whose usage never held still is left undecided. */
  static final int MAX_LOOKS = 5;

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Stores stores;
  private final RatingBarrier barrier;
  private final Rater rater;
  private final Duration margin;
  private final Duration patience;
  private final UnknownTenants unknown = new UnknownTenants();

  /** Where everything is. */
  public record Stores(
      AuditedLedger ledger, BillingLedger billing, AuditedUsage audited, UsageTotals usage) {}

  /**
   * @param rater tells which items usage belongs to, and rates nothing here
   * @param margin see {@link #CLOCK_MARGIN}
   * @param patience how long one audit waits in all for prices that are being carried out
   */
  public RatingAudit(
      Stores stores, RatingBarrier barrier, Rater rater, Duration margin, Duration patience) {
    this.stores = stores;
    this.barrier = barrier;
    this.rater = rater;
    this.margin = margin;
    this.patience = patience;
  }

  /**
   * Everything accepted before it can be audited now.
   *
   * @throws UnansweredException where the store does not say, or has no watermark yet
   */
  public Instant settled() {
    return stores
        .audited()
        .watermark()
        .orElseThrow(
            () ->
                new UnansweredException(
                    "there is no watermark yet (expected: a stream-aggregator that has worked)"))
        .minus(margin);
  }

  /**
   * Works through the items whose usage was accepted in the period, which changed in it, or whose
   * price did.
   *
   * @param period that is settled
   * @param stopping asked between two pieces of work: whether to give up
   * @throws UnansweredException where it cannot be carried out, or was given up
   */
  public RatingAuditReport run(AcceptedSlice period, BooleanSupplier stopping) {
    return run(period, List.of(), stopping);
  }

  /** As the other, and of these cells in any case; they are at most {@link #MAX_LISTED}. */
  RatingAuditReport run(
      AcceptedSlice period, Collection<UsageCell> besides, BooleanSupplier stopping) {
    try {
      Run run = new Run(period, Set.copyOf(besides), stopping);
      run.carryOut();
      return run.findings.report(period);
    } catch (RuntimeException e) {
      if (Outage.isOne(e) || e instanceof UnknownMeterException) {
        throw new UnansweredException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  private final class Run {

    private final AcceptedSlice period;
    private final Set<UsageCell> besides;
    private final BooleanSupplier stopping;
    private final AuditFindings findings = new AuditFindings();
    private long waitedNanos;

    private Run(AcceptedSlice period, Set<UsageCell> besides, BooleanSupplier stopping) {
      this.period = period;
      this.besides = besides;
      this.stopping = stopping;
    }

    private void carryOut() {
      goOn();
      barrier.await();
      stores.audited().catchUp();
      check(besides);
      checkChanged();
      checkTouched();
      checkRepriced();
    }

    private void checkChanged() {
      @Nullable UUID after = null;
      List<AuditedLedger.Changed> page;
      do {
        goOn();
        page = stores.ledger().changed(period, after, PAGE);
        after = page.isEmpty() ? after : page.getLast().id();
        check(
            page.stream()
                .map(AuditedLedger.Changed::cell)
                .distinct()
                .filter(cell -> !besides.contains(cell))
                .toList());
      } while (page.size() == PAGE);
    }

    private void checkTouched() {
      @Nullable TouchedUsage after = null;
      List<TouchedUsage> page;
      do {
        goOn();
        page = stores.audited().touched(period, after, PAGE);
        after = page.isEmpty() ? after : page.getLast();
        checkUnchanged(rater.cells(dirty(page), unknown));
      } while (page.size() == PAGE);
    }

    private void checkRepriced() {
      for (PriceKey key : stores.ledger().repriced(period)) {
        Set<UsageCell> open = new LinkedHashSet<>(stores.billing().openCells(key, null));
        if (stores.audited().isKnown(key)) {
          stores
              .usage()
              .usageOf(
                  key,
                  null,
                  dirty -> {
                    List<UsageCell> cells = rater.cells(dirty, unknown);
                    checkUnchanged(cells);
                    cells.forEach(open::remove);
                  });
        }
        // An item whose usage is gone has to follow the price as well.
        checkUnchanged(open);
      }
    }

    private List<DirtyUsage> dirty(List<TouchedUsage> touched) {
      List<DirtyUsage> dirty = new ArrayList<>(touched.size());
      for (TouchedUsage usage : touched) {
        Optional<UsageKey> key = billable(usage);
        key.ifPresentOrElse(
            known -> dirty.add(new DirtyUsage(known, usage.firstWindow(), usage.lastWindow())),
            () -> findings.passOver(1));
      }
      return dirty;
    }

    /** Without those of which an item changed in the period, which were checked before. */
    private void checkUnchanged(Collection<UsageCell> cells) {
      for (List<UsageCell> page : pages(new LinkedHashSet<>(cells))) {
        LedgerSnapshot ledger = stores.ledger().look(page);
        check(
            page.stream()
                .filter(cell -> !besides.contains(cell) && !isChanged(ledger.itemsOf(cell)))
                .toList());
      }
    }

    private boolean isChanged(List<LedgerSnapshot.Item> items) {
      return items.stream()
          .map(item -> item.item().changedAt())
          .anyMatch(at -> !at.isBefore(period.from()) && at.isBefore(period.to()));
    }

    private void check(Collection<UsageCell> cells) {
      for (List<UsageCell> page : pages(cells)) {
        goOn();
        List<UsageCell> known = page.stream().filter(cell -> isKnown(cell.key())).toList();
        findings.passOver(page.size() - known.size());
        List<UsageCell> suspects = findings.count(known, look(known));
        for (int looks = 0; looks < MAX_LOOKS && !suspects.isEmpty(); looks++) {
          goOn();
          awaitPrices(suspects);
          suspects = rater.relocated(suspects);
          suspects = findings.tell(suspects, lookAgain(suspects));
        }
        findings.leaveUndecided(suspects.size());
      }
    }

    private void awaitPrices(List<UsageCell> cells) {
      Set<PriceKey> keys = prices(cells);
      while (waitedNanos < patience.toNanos() && !stores.ledger().requested(keys).isEmpty()) {
        goOn();
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
        waitedNanos += LOOK_EVERY.toNanos();
      }
    }

    private void goOn() {
      if (stopping.getAsBoolean() || Thread.currentThread().isInterrupted()) {
        throw new UnansweredException("the audit was given up");
      }
    }
  }

  /** Empty where rating passes over it: no tenant is called so, or PostgreSQL cannot hold it. */
  private static Optional<UsageKey> billable(TouchedUsage usage) {
    if (usage.subject().indexOf('\0') >= 0 || usage.meter().indexOf('\0') >= 0) {
      return Optional.empty();
    }
    try {
      TenantId tenant = TenantId.of(usage.tenantId());
      return Optional.of(new UsageKey(tenant, usage.subject(), usage.meter()));
    } catch (IllegalArgumentException e) {
      LOG.debug("usage that nobody is billed for", e);
      return Optional.empty();
    }
  }

  /** What somebody entered has no meter that could be gone. */
  private boolean isKnown(UsageKey usage) {
    return !usage.isMetered() || stores.audited().isKnown(usage.price());
  }

  private ItemLook look(List<UsageCell> cells) {
    LedgerSnapshot ledger = stores.ledger().look(cells);
    Map<UsageUntil, BigDecimal> totals = totals(cells, ledger);
    return new ItemLook(ledger, totals, copies(cells, ledger), ledger, totals);
  }

  private ItemLook lookAgain(List<UsageCell> cells) {
    LedgerSnapshot earlier = stores.ledger().look(cells);
    Map<UsageUntil, BigDecimal> before = totals(cells, earlier);
    barrier.await();
    stores.audited().catchUp();
    Map<UUID, RatedItemRow> copies = copies(cells, earlier);
    LedgerSnapshot later = stores.ledger().look(cells);
    return new ItemLook(earlier, before, copies, later, totals(cells, later));
  }

  private Map<UsageUntil, BigDecimal> totals(List<UsageCell> cells, LedgerSnapshot ledger) {
    return stores.usage().totals(ledger.wanted(cells));
  }

  private Map<UUID, RatedItemRow> copies(List<UsageCell> cells, LedgerSnapshot ledger) {
    return stores
        .audited()
        .copies(
            cells.stream().map(cell -> cell.key().tenant()).collect(Collectors.toSet()),
            cells.stream().flatMap(cell -> ledger.itemIds(cell).stream()).toList());
  }

  static Set<PriceKey> prices(Collection<UsageCell> cells) {
    return cells.stream().map(cell -> cell.key().price()).collect(Collectors.toSet());
  }

  static List<List<UsageCell>> pages(Collection<UsageCell> cells) {
    List<UsageCell> all = List.copyOf(cells);
    List<List<UsageCell>> pages = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PAGE) {
      pages.add(all.subList(from, Math.min(from + PAGE, all.size())));
    }
    return pages;
  }
}
