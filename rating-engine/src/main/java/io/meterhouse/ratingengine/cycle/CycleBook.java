package io.meterhouse.ratingengine.cycle;

import io.meterhouse.rating.cycle.CycleCalendar;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.ScheduledCycle;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cycles of some owners, and where their usage goes: pure. */
public final class CycleBook {

  private final Map<CycleOwner, List<BillingCycle>> cycles = new HashMap<>();
  private final Map<CycleOwner, CycleCalendar> calendars = new HashMap<>();

  /** Where usage goes. */
  public record Place(CycleKey key, CycleChain chain, boolean exists) {}

  /** Of cycles in any order. */
  public CycleBook(Collection<BillingCycle> all) {
    for (BillingCycle cycle : all) {
      cycles.computeIfAbsent(cycle.key().owner(), owner -> new ArrayList<>()).add(cycle);
    }
  }

  /**
   * The cycle of an owner's usage at that instant.
   *
   * @param zone the tenant's
   */
  public Place at(CycleOwner owner, Instant instant, ZoneId zone) {
    CycleCalendar calendar =
        calendars.computeIfAbsent(
            owner,
            one -> new CycleCalendar(of(one).stream().map(BillingCycle::scheduled).toList(), zone));
    CycleCalendar.Place place = calendar.at(instant);
    ScheduledCycle like = place.exists() ? place.cycle() : place.continues();
    BillingScope scope = like == null ? owner.scope() : scope(owner, like);
    return new Place(
        new CycleKey(owner.tenant(), scope, place.cycle().period()),
        place.cycle().chain(),
        place.exists());
  }

  /** The owner's, by their start. */
  public List<BillingCycle> of(CycleOwner owner) {
    return cycles.getOrDefault(owner, List.of());
  }

  private BillingScope scope(CycleOwner owner, ScheduledCycle cycle) {
    return of(owner).stream()
        .filter(each -> each.key().period().equals(cycle.period()))
        .findFirst()
        .orElseThrow()
        .key()
        .scope();
  }
}
