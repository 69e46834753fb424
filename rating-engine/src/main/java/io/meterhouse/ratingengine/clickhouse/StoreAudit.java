package io.meterhouse.ratingengine.clickhouse;

import io.meterhouse.kit.catalog.CatalogException;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.audit.AuditedUsage;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemReader;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.TouchedUsage;
import io.meterhouse.usagestore.TouchedUsageReader;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import io.meterhouse.usagestore.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What ClickHouse and the catalogue have, for an audit. */
public final class StoreAudit implements AuditedUsage {

  /** Sink that writes rated items, as the aggregator records its progress. */
  private static final String ITEMS_SINK = "rated-items";

  private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(30);

  private final TouchedUsageReader touched;
  private final RatedItemReader copies;
  private final Watermarks watermarks;
  private final SinkProgress progress;
  private final CatalogFollower catalog;

  /** Over a store that is migrated. */
  public StoreAudit(UsageStore store, CatalogFollower catalog) {
    this.touched = new TouchedUsageReader(store);
    this.copies = new RatedItemReader(store);
    this.watermarks = new Watermarks(store);
    this.progress = new SinkProgress(store);
    this.catalog = catalog;
  }

  @Override
  public Optional<Instant> watermark() {
    return get(() -> watermarks.read(Watermarks.USAGE));
  }

  @Override
  public void catchUp() {
    try {
      catalog.catchUp(CATALOG_PATIENCE);
    } catch (CatalogException e) {
      throw new UnansweredException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public boolean isKnown(PriceKey key) {
    return catalog.current().meter(key.tenant(), key.meter()).isPresent();
  }

  @Override
  public List<TouchedUsage> touched(AcceptedSlice period, @Nullable TouchedUsage after, int limit) {
    return get(() -> touched.page(period, after, limit));
  }

  @Override
  public Map<UUID, RatedItemRow> copies(Collection<TenantId> tenants, Collection<UUID> items) {
    Map<UUID, RatedItemRow> found = new HashMap<>();
    get(() -> copies.read(tenants, items.stream().map(UUID::toString).toList()))
        .forEach(row -> found.put(UUID.fromString(row.id()), row));
    return found;
  }

  /** Partition to the offset before which all windows of that topic are in. */
  public Map<Integer, Long> usageStored(String aggregatesTopic) {
    return get(() -> progress.read(StoreUsage.SINK, aggregatesTopic));
  }

  /** Partition to the offset before which all items of that topic are in. */
  public Map<Integer, Long> itemsStored(String ratedTopic) {
    return get(() -> progress.read(ITEMS_SINK, ratedTopic));
  }

  static void run(Runnable call) {
    get(
        () -> {
          call.run();
          return Boolean.TRUE;
        });
  }

  static <T> T get(Supplier<T> call) {
    try {
      return call.get();
    } catch (UsageStoreException e) {
      throw new UnansweredException(String.valueOf(e.getMessage()), e);
    }
  }
}
