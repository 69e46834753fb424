package io.meterhouse.ratingengine.clickhouse;

import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.ratingengine.DirtyUsage;
import io.meterhouse.ratingengine.PriceKey;
import io.meterhouse.ratingengine.UnknownMeterException;
import io.meterhouse.ratingengine.UsageCell;
import io.meterhouse.ratingengine.UsageKey;
import io.meterhouse.ratingengine.UsageTotals;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.SubjectMonth;
import io.meterhouse.usagestore.TotalRequest;
import io.meterhouse.usagestore.UsageReader;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageTotal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Usage from ClickHouse, of the meters in the catalogue. */
public final class StoreUsage implements UsageTotals {

  /** Sink that writes aggregates, as the aggregator records its progress. */
  public static final String SINK = "aggregates";

  private static final int PAGE_ROWS = 5_000;

  private final UsageReader reader;
  private final SinkProgress progress;
  private final CatalogFollower catalog;
  private final String aggregatesTopic;

  /** Over a migrated store; {@code aggregatesTopic} as the broker names it. */
  public StoreUsage(UsageStore store, CatalogFollower catalog, String aggregatesTopic) {
    this.reader = new UsageReader(store);
    this.progress = new SinkProgress(store);
    this.catalog = catalog;
    this.aggregatesTopic = aggregatesTopic;
  }

  @Override
  public SortedMap<Integer, Long> visibleBefore() {
    return progress.read(SINK, aggregatesTopic);
  }

  @Override
  public boolean countsDays(PriceKey key) {
    return catalog
        .current()
        .meter(key.tenant(), key.meter())
        .map(meter -> meter.source() == MeterSource.SNAPSHOTS)
        .orElse(false);
  }

  @Override
  public Map<UsageCell, BigDecimal> totals(Collection<UsageCell> cells) {
    List<UsageCell> asked = new ArrayList<>();
    List<TotalRequest> requests = new ArrayList<>();
    for (UsageCell cell : cells) {
      request(cell)
          .ifPresent(
              request -> {
                asked.add(cell);
                requests.add(request);
              });
    }
    List<UsageTotal> totals = reader.totals(requests);
    Map<UsageCell, BigDecimal> found = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      if (totals.get(i).hasUsage()) {
        found.put(asked.get(i), totals.get(i).value());
      }
    }
    return found;
  }

  @Override
  public void requireVersion(PriceKey key, int version) {
    if (meter(key).version() < version) {
      throw new UnknownMeterException(key, version);
    }
  }

  @Override
  public void usageOf(PriceKey key, Consumer<List<DirtyUsage>> page) {
    Meter meter = meter(key);
    @Nullable SubjectMonth after = null;
    List<SubjectMonth> found;
    do {
      found = reader.subjectsWithUsage(key.tenant(), meter, ZoneOffset.UTC, after, PAGE_ROWS);
      List<DirtyUsage> dirty = new ArrayList<>(found.size());
      for (SubjectMonth month : found) {
        dirty.add(wholeMonth(new UsageKey(key.tenant(), month.subject(), key.meter()), month));
        after = month;
      }
      page.accept(dirty);
    } while (found.size() == PAGE_ROWS);
  }

  private static DirtyUsage wholeMonth(UsageKey key, SubjectMonth month) {
    Instant next =
        LocalDate.ofInstant(month.monthStart(), ZoneOffset.UTC)
            .plusMonths(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return new DirtyUsage(key, month.monthStart(), next.minusSeconds(1));
  }

  /** Empty: no day of a meter that counts days begins in the cycle. */
  private Optional<TotalRequest> request(UsageCell cell) {
    Meter meter = meter(cell.key().price());
    boolean byDate = meter.source() == MeterSource.SNAPSHOTS;
    Instant start = cell.period().start();
    Instant end = cell.period().end();
    Instant from = byDate ? firstDayFrom(start, cell.zone()) : start;
    Instant to = byDate ? firstDayFrom(end, cell.zone()) : end;
    return from.isBefore(to)
        ? Optional.of(new TotalRequest(cell.key().tenant(), cell.key().subject(), meter, from, to))
        : Optional.empty();
  }

  /** The UTC midnight that stands for the first date that begins then or later in the zone. */
  private static Instant firstDayFrom(Instant time, ZoneId zone) {
    LocalDate date = LocalDate.ofInstant(time, zone);
    boolean hasBegun = date.atStartOfDay(zone).toInstant().isBefore(time);
    return (hasBegun ? date.plusDays(1) : date).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Meter meter(PriceKey key) {
    return catalog
        .current()
        .meter(key.tenant(), key.meter())
        .orElseThrow(() -> new UnknownMeterException(key));
  }
}
