package io.meterhouse.ratingengine.usage;

import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.ratingengine.cycle.BillingScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The totals of a cell that its prices ask for: at its end, and wherever a price changes. */
public final class CellUsage {

  /** What rules see as the type of an item of metered usage. */
  public static final String ITEM_TYPE = "usage";

  private CellUsage() {}

  /** What has to be read for these prices; a cell without any has only its end. */
  public static List<UsageUntil> wanted(
      Collection<UsageCell> cells, Map<UsageCell, PriceTimeline> prices) {
    List<UsageUntil> wanted = new ArrayList<>(cells.size());
    for (UsageCell cell : cells) {
      PriceTimeline timeline = prices.get(cell);
      if (timeline == null) {
        wanted.add(UsageUntil.whole(cell));
      } else {
        timeline.cuts().forEach(cut -> wanted.add(new UsageUntil(cell, cut)));
      }
    }
    return wanted;
  }

  /** By instant; null where the cell has no usage. */
  public static @Nullable Map<Instant, BigDecimal> of(
      UsageCell cell, @Nullable PriceTimeline prices, Map<UsageUntil, BigDecimal> read) {
    if (read.get(UsageUntil.whole(cell)) == null) {
      return null;
    }
    Map<Instant, BigDecimal> totals = new HashMap<>();
    for (UsageUntil until :
        wanted(List.of(cell), prices == null ? Map.of() : Map.of(cell, prices))) {
      totals.put(until.until(), read.getOrDefault(until, BigDecimal.ZERO));
    }
    return totals;
  }

  /** The whole of it; zero where there is none. */
  public static BigDecimal total(UsageCell cell, @Nullable Map<Instant, BigDecimal> totals) {
    return totals == null
        ? BigDecimal.ZERO
        : totals.getOrDefault(cell.period().end(), BigDecimal.ZERO);
  }

  /** Whether one read of them gave the same as another. */
  public static boolean isSame(
      @Nullable Map<Instant, BigDecimal> before, @Nullable Map<Instant, BigDecimal> after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    return before.entrySet().stream()
        .allMatch(
            total ->
                total.getValue().compareTo(after.getOrDefault(total.getKey(), BigDecimal.ZERO))
                    == 0);
  }

  /**
   * What it costs under those prices.
   *
   * @param totals as {@link #of} gives them
   */
  public static CycleRating.Priced rate(
      UsageCell cell, PriceTimeline prices, @Nullable Map<Instant, BigDecimal> totals) {
    Map<Instant, BigDecimal> known = new HashMap<>(totals == null ? Map.of() : totals);
    prices.cuts().forEach(cut -> known.putIfAbsent(cut, BigDecimal.ZERO));
    BillingScope scope = cell.cycle().scope();
    return CycleRating.rate(
        prices,
        known,
        total ->
            new RuleFacts(
                total, ITEM_TYPE, scope.type(), scope.id(), null, cell.key().meter(), Map.of()));
  }
}
