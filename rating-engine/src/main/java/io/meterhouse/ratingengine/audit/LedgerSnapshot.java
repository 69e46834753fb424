package io.meterhouse.ratingengine.audit;

import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageUntil;
import io.meterhouse.usagestore.RatedItemRow;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
 * @param items of the cells: at most one of usage, adjustments of other cycles, and what somebody
 *     entered
 * @param models the versions that the items were rated with, those that are stored
 * @param unreadable of the cells one item that makes no sense
 * @param closed what else belongs to the cells of closed cycles
 * @param broken closed cycles whose items are not those that were sealed
 */
public record LedgerSnapshot(
    Map<CycleKey, BillingCycle> cycles,
    Map<UsageCell, PriceTimeline> prices,
    Set<PriceKey> requested,
    Map<UsageCell, List<Item>> items,
    Map<ModelVersion, PricingModel> models,
    Map<UsageCell, Unreadable> unreadable,
    Map<UsageCell, Closed> closed,
    Set<CycleKey> broken) {

  /** Copies them all. */
  public LedgerSnapshot {
    cycles = Map.copyOf(cycles);
    prices = Map.copyOf(prices);
    requested = Set.copyOf(requested);
    items = Map.copyOf(items);
    models = Map.copyOf(models);
    unreadable = Map.copyOf(unreadable);
    closed = Map.copyOf(closed);
    broken = Set.copyOf(broken);
  }

  /**
   * What belongs to a cell of a closed cycle.
   *
   * @param prices that it was closed with; null: none
   * @param adjustments that are charged for it elsewhere
   */
  public record Closed(@Nullable PriceTimeline prices, List<BillingItem> adjustments) {

    /** Keeps a copy of the adjustments. */
    public Closed {
      adjustments = List.copyOf(adjustments);
    }
  }

  /**
   * An item.
   *
   * @param copy what ClickHouse should have of it, figures without trailing zeros
   */
  public record Item(BillingItem item, RatedItemRow copy) {}

  /** An item that makes no sense, and why. */
  public record Unreadable(UUID id, String why) {}

  /** The cell's cycle; one that is not there yet is open. */
  BillingCycle cycle(UsageCell cell) {
    CycleKey key = cell.cycle();
    BillingCycle cycle = cycles.get(key);
    return cycle == null
        ? BillingCycle.active(
            key.id(), key, CycleChain.months(key.period().start(), cell.zone()), Instant.EPOCH)
        : cycle;
  }

  /** The totals that the prices of these cells ask for; closed ones have those of then. */
  List<UsageUntil> wanted(Collection<UsageCell> cells) {
    Map<UsageCell, PriceTimeline> asked = new HashMap<>(prices);
    closed.forEach(
        (cell, then) -> {
          if (then.prices() == null) {
            asked.remove(cell);
          } else {
            asked.put(cell, then.prices());
          }
        });
    return CellUsage.wanted(cells.stream().filter(cell -> cell.key().isMetered()).toList(), asked);
  }

  /** All items of the cell. */
  List<Item> itemsOf(UsageCell cell) {
    return items.getOrDefault(cell, List.of());
  }

  /** The item of that id in the cell; null: it has none. */
  @Nullable Item item(UsageCell cell, UUID id) {
    return itemsOf(cell).stream()
        .filter(item -> item.item().id().equals(id))
        .findFirst()
        .orElse(null);
  }

  /** That of the cell's usage. */
  @Nullable BillingItem item(UsageCell cell) {
    return itemsOf(cell).stream()
        .map(Item::item)
        .filter(item -> item.kind() instanceof ItemKind.Usage)
        .findFirst()
        .orElse(null);
  }

  /** Of all items of the cell that there are, and of that of its usage if it should be there. */
  Set<UUID> itemIds(UsageCell cell) {
    Set<UUID> ids = new LinkedHashSet<>();
    if (cell.key().isMetered()) {
      ids.add(itemId(cell));
    }
    itemsOf(cell).forEach(item -> ids.add(item.item().id()));
    return ids;
  }

  /** Whether that is the id of the item of the cell's usage. */
  boolean isOfUsage(UsageCell cell, UUID id) {
    return cell.key().isMetered() && id.equals(itemId(cell));
  }

  /** Of the item of the cell's usage that there is, or would be. */
  UUID itemId(UsageCell cell) {
    BillingItem item = item(cell);
    return item == null ? cell.cycle().itemId(cycle(cell).id(), cell.key().meter()) : item.id();
  }
}
