package io.meterhouse.ratingengine;

import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.usagestore.RatedItemRow;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL has of some cells, all of one moment.
 *
 * @param cycles of the cells, those that exist
 * @param prices through the periods of the cells, of those that have one
 * @param requested of which somebody asked that they be rated again, and they are not yet
 * @param items of the cells; none of a cell has two
 * @param models the versions that the items were rated with, those that are stored
 * @param unreadable items that make no sense, and why
 */
public record LedgerSnapshot(
    Map<CycleKey, BillingCycle> cycles,
    Map<UsageCell, PriceTimeline> prices,
    Set<PriceKey> requested,
    Map<UsageCell, Item> items,
    Map<ModelVersion, PricingModel> models,
    Map<UsageCell, String> unreadable) {

  /** Copies them all. */
  public LedgerSnapshot {
    cycles = Map.copyOf(cycles);
    prices = Map.copyOf(prices);
    requested = Set.copyOf(requested);
    items = Map.copyOf(items);
    models = Map.copyOf(models);
    unreadable = Map.copyOf(unreadable);
  }

  /**
   * An item.
   *
   * @param copy what ClickHouse should have of it, figures without trailing zeros
   */
  public record Item(BillingItem item, RatedItemRow copy) {}

  /** The cell's cycle; one that is not there yet is open. */
  BillingCycle cycle(UsageCell cell) {
    CycleKey key = cell.cycle();
    return cycles.getOrDefault(key, new BillingCycle(key.id(), key, BillingCycle.ACTIVE));
  }

  @Nullable BillingItem item(UsageCell cell) {
    Item item = items.get(cell);
    return item == null ? null : item.item();
  }

  /** Of the item that there is, or would be. */
  UUID itemId(UsageCell cell) {
    BillingItem item = item(cell);
    return item == null ? cell.cycle().itemId(cycle(cell).id(), cell.key().meter()) : item.id();
  }
}
