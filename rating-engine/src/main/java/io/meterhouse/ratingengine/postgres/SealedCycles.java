package io.meterhouse.ratingengine.postgres;

import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.CycleSeal;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Closed cycles, whose items are to be those that were sealed. */
final class SealedCycles {

  private SealedCycles() {}

  /** Those of the cycles whose seal is broken. */
  static Set<CycleKey> broken(Handle handle, Collection<BillingCycle> cycles) {
    Map<UUID, BillingCycle> fixed = new HashMap<>();
    cycles.stream()
        .filter(cycle -> cycle.closedAt() != null)
        .forEach(cycle -> fixed.put(cycle.id(), cycle));
    Set<CycleKey> broken = new HashSet<>();
    if (fixed.isEmpty()) {
      return broken;
    }
    UUID[] ids = fixed.keySet().toArray(UUID[]::new);
    Map<UUID, List<BillingItem>> items = new HashMap<>();
    Set<UUID> unreadable = new HashSet<>();
    handle
        .createQuery("SELECT " + ItemRows.COLUMNS + " WHERE billing_cycle_id = ANY (:cycles)")
        .bind("cycles", ids)
        .map(
            (row, context) -> {
              UUID cycle = Rows.uuid(row, "billing_cycle_id");
              try {
                BillingItem item = ItemRows.read(row);
                items.computeIfAbsent(cycle, any -> new ArrayList<>()).add(item);
              } catch (IllegalArgumentException e) {
                // What cannot be read is not what was sealed.
                unreadable.add(cycle);
              }
              return Boolean.TRUE;
            })
        .list();
    handle
        .createQuery("SELECT id, seal FROM billing_cycles WHERE id = ANY (:cycles)")
        .bind("cycles", ids)
        .map(
            (row, context) -> {
              UUID id = Rows.uuid(row, "id");
              byte[] seal = row.getBytes("seal");
              BillingCycle cycle = fixed.get(id);
              boolean holds =
                  seal != null
                      && !unreadable.contains(id)
                      && CycleSeal.stored(seal)
                          .equals(CycleSeal.of(items.getOrDefault(id, List.of())));
              if (cycle != null && !holds) {
                broken.add(cycle.key());
              }
              return Boolean.TRUE;
            })
        .list();
    return broken;
  }
}
