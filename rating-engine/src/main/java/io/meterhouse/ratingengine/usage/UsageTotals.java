package io.meterhouse.ratingengine.usage;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Usage as the analytics store has it. */
public interface UsageTotals {

  /** Partition of usage.aggregates to the offset before which everything can be read. */
  SortedMap<Integer, Long> visibleBefore();

  /** Whether the meter counts calendar days (snapshots) and not instants. */
  boolean countsDays(PriceKey key);

  /**
   * The exact totals; what is without usage is not in it.
   *
   * @throws UnknownMeterException where a meter is not known here (yet)
   */
  Map<UsageUntil, BigDecimal> totals(Collection<UsageUntil> wanted);

  /**
   * Returns where usage is read of that version of the meter or a later one.
   *
   * @throws UnknownMeterException where it is not known here (yet)
   */
  void requireVersion(PriceKey key, int version);

  /**
   * All usage of a meter by a tenant, ever, by subject and UTC month.
   *
   * @param subject whose alone; null: everybody's
   * @throws UnknownMeterException where the meter is not known here (yet)
   */
  void usageOf(PriceKey key, @Nullable String subject, Consumer<List<DirtyUsage>> page);
}
