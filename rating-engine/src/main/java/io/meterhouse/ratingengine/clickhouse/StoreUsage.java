package io.meterhouse.ratingengine.clickhouse;

import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UnknownMeterException;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.ratingengine.usage.UsageTotals;
import io.meterhouse.ratingengine.usage.UsageUntil;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  public Map<UsageUntil, BigDecimal> totals(Collection<UsageUntil> wanted) {
    List<UsageUntil> asked = wanted.stream().filter(this::holdsWindows).toList();
    List<UsageTotal> totals = reader.totals(asked.stream().map(this::request).toList());
    Map<UsageUntil, BigDecimal> found = new HashMap<>();
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
  public void usageOf(PriceKey key, @Nullable String subject, Consumer<List<DirtyUsage>> page) {
    Meter meter = meter(key);
    // Months come in order of their subjects, so those of one follow one another.
    @Nullable SubjectMonth after =
        subject == null ? null : new SubjectMonth(subject, Instant.EPOCH);
    List<SubjectMonth> found;
    List<DirtyUsage> dirty;
    do {
      found = reader.subjectsWithUsage(key.tenant(), meter, ZoneOffset.UTC, after, PAGE_ROWS);
      dirty = new ArrayList<>(found.size());
      for (SubjectMonth month : found) {
        if (subject == null || subject.equals(month.subject())) {
          dirty.add(wholeMonth(new UsageKey(key.tenant(), month.subject(), key.meter()), month));
        }
        after = month;
      }
      page.accept(dirty);
    } while (dirty.size() == PAGE_ROWS);
  }

  private static DirtyUsage wholeMonth(UsageKey key, SubjectMonth month) {
    Instant next =
        LocalDate.ofInstant(month.monthStart(), ZoneOffset.UTC)
            .plusMonths(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return new DirtyUsage(key, month.monthStart(), next.minusSeconds(1));
  }

  /** No day begins in some hours, no minute in some seconds. */
  private boolean holdsWindows(UsageUntil wanted) {
    Meter meter = meter(wanted.cell().key().price());
    return begin(meter, wanted.cell(), wanted.cell().period().start())
        .isBefore(begin(meter, wanted.cell(), wanted.until()));
  }

  private TotalRequest request(UsageUntil wanted) {
    UsageCell cell = wanted.cell();
    Meter meter = meter(cell.key().price());
    return new TotalRequest(
        cell.key().tenant(),
        cell.key().subject(),
        meter,
        begin(meter, cell, cell.period().start()),
        begin(meter, cell, wanted.until()));
  }

  /** Where the first window begins that does not begin before that. */
  private static Instant begin(Meter meter, UsageCell cell, Instant time) {
    return meter.source() == MeterSource.SNAPSHOTS
        ? utcMidnight(time, cell.zone())
        : nextMinute(time);
  }

  /** A window counts where it begins, and begins with a minute. */
  private static Instant nextMinute(Instant until) {
    Instant minute = until.truncatedTo(ChronoUnit.MINUTES);
    return minute.equals(until) ? until : minute.plus(1, ChronoUnit.MINUTES);
  }

  /** The UTC midnight of the first local day that does not begin before that. */
  private static Instant utcMidnight(Instant local, ZoneId zone) {
    LocalDate date = LocalDate.ofInstant(local, zone);
    boolean begins = date.atStartOfDay(zone).toInstant().equals(local);
    return (begins ? date : date.plusDays(1)).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Meter meter(PriceKey key) {
    return catalog
        .current()
        .meter(key.tenant(), key.meter())
        .orElseThrow(() -> new UnknownMeterException(key));
  }
}
