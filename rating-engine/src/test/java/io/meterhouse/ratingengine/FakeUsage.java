package io.meterhouse.ratingengine;

import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.ratingengine.usage.UsageTotals;
import io.meterhouse.ratingengine.usage.UsageUntil;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Usage in memory: one quantity for each key, whatever the period. */
public final class FakeUsage implements UsageTotals {

  public final SortedMap<Integer, Long> visibleBefore = new TreeMap<>();
  public final Map<UsageKey, BigDecimal> quantities = new HashMap<>();
  public final Set<UsageKey> poison = new HashSet<>();
  public @Nullable RuntimeException failure;
  int calls;

  @Override
  public SortedMap<Integer, Long> visibleBefore() {
    if (failure != null) {
      throw failure;
    }
    return new TreeMap<>(visibleBefore);
  }

  @Override
  public boolean countsDays(PriceKey key) {
    return false;
  }

  @Override
  public Map<UsageUntil, BigDecimal> totals(Collection<UsageUntil> wanted) {
    calls++;
    Map<UsageUntil, BigDecimal> totals = new HashMap<>();
    for (UsageUntil until : wanted) {
      UsageKey key = until.cell().key();
      if (poison.contains(key)) {
        throw new IllegalStateException("poison: " + key);
      }
      BigDecimal quantity = quantities.get(key);
      if (quantity != null) {
        totals.put(until, quantity);
      }
    }
    return totals;
  }

  @Override
  public void requireVersion(PriceKey key, int version) {}

  @Override
  public void usageOf(PriceKey key, @Nullable String subject, Consumer<List<DirtyUsage>> page) {
    page.accept(List.of());
  }
}
