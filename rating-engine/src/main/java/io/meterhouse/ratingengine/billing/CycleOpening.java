package io.meterhouse.ratingengine.billing;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleBook;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.CyclesMovedException;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens the cycles that usage needs, under the locks of their owners. */
final class CycleOpening {

  private CycleOpening() {}

  /**
   * Opens those that are missing.
   *
   * @throws CyclesMovedException where another cycle has been made in the place of one
   */
  static void open(
      BillingLedger.Transaction transaction, Collection<UsageCell> cells, Instant now) {
    Set<CycleOwner> owners = new HashSet<>();
    List<OwnerSpan> spans = new ArrayList<>();
    for (UsageCell cell : cells) {
      owners.add(cell.owner());
      spans.add(new OwnerSpan(cell.owner(), cell.period().start(), cell.period().end()));
    }
    transaction.lockOwners(owners);
    CycleBook book = new CycleBook(transaction.cyclesAround(spans));
    Map<CycleOwner, Instant> finals = transaction.finalUntil(owners);
    Map<CycleKey, CycleBook.Place> missing = new LinkedHashMap<>();
    for (UsageCell cell : cells) {
      CycleBook.Place place = book.at(cell.owner(), cell.period().start(), cell.zone());
      if (!place.key().equals(cell.cycle())) {
        throw new CyclesMovedException(cell.cycle(), place.key());
      }
      if (!place.exists()) {
        missing.put(place.key(), place);
      }
    }
    transaction.open(opened(transaction, missing.values(), finals, now));
  }

  private static List<BillingCycle> opened(
      BillingLedger.Transaction transaction,
      Collection<CycleBook.Place> places,
      Map<CycleOwner, Instant> finals,
      Instant now) {
    // To open a closed one is a close: its time says which prices were known. Tenants in one order.
    SortedMap<TenantId, Instant> closes = new TreeMap<>(Comparator.comparing(TenantId::value));
    for (CycleBook.Place place : places) {
      if (isFinal(place, finals.get(place.key().owner()))) {
        closes.put(place.key().tenant(), now);
      }
    }
    closes.replaceAll(transaction::lockPrices);
    return places.stream()
        .map(
            place ->
                opened(
                    place,
                    finals.get(place.key().owner()),
                    closes.getOrDefault(place.key().tenant(), now)))
        .toList();
  }

  private static boolean isFinal(CycleBook.Place place, @Nullable Instant finalUntil) {
    return finalUntil != null && place.key().period().start().isBefore(finalUntil);
  }

  /**
   * Where readers were told that nothing before a time changes any more, a cycle from before it is
   * closed from the beginning, and its usage is adjusted in the open one.
   */
  static BillingCycle opened(CycleBook.Place place, @Nullable Instant finalUntil, Instant now) {
    BillingCycle open = BillingCycle.active(place.key().id(), place.key(), place.chain(), now);
    return isFinal(place, finalUntil) ? open.closed(now, null) : open;
  }

  /**
   * The cycle for what a closed one lacks: the active one that covers now; else the first active
   * one after the closed one; else one that is to be opened.
   */
  static BillingCycle forAdjustments(
      CycleBook book, BillingCycle closed, ZoneId zone, @Nullable Instant finalUntil, Instant now) {
    CycleOwner owner = closed.key().owner();
    List<BillingCycle> active =
        book.of(owner).stream().filter(cycle -> cycle.status() == CycleStatus.ACTIVE).toList();
    for (BillingCycle cycle : active) {
      if (cycle.key().period().contains(now)) {
        return cycle;
      }
    }
    Instant end = closed.key().period().end();
    return active.stream()
        .filter(cycle -> !cycle.key().period().start().isBefore(end))
        .min((one, other) -> one.key().compareTo(other.key()))
        .orElseGet(() -> next(book, owner, zone, finalUntil, now.isBefore(end) ? end : now, now));
  }

  private static BillingCycle next(
      CycleBook book,
      CycleOwner owner,
      ZoneId zone,
      @Nullable Instant finalUntil,
      Instant from,
      Instant now) {
    Instant at = from;
    while (true) {
      CycleBook.Place place = book.at(owner, at, zone);
      BillingCycle opened = opened(place, finalUntil, now);
      if (!place.exists() && opened.isActive()) {
        return opened;
      }
      at = place.key().period().end();
    }
  }
}
