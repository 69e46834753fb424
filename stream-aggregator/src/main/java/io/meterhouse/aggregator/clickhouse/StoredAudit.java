package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.aggregator.audit.AuditException;
import io.meterhouse.aggregator.audit.AuditStore;
import io.meterhouse.metering.Meter;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AuditReader;
import io.meterhouse.usagestore.CountDifference;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventReader;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.MeterBuilds;
import io.meterhouse.usagestore.PartitionCount;
import io.meterhouse.usagestore.TouchedEvents;
import io.meterhouse.usagestore.TouchedWindows;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import io.meterhouse.usagestore.VoidReader;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What ClickHouse holds. */
public final class StoredAudit implements AuditStore {

  private final AuditReader audit;
  private final EventReader events;
  private final VoidReader voids;
  private final MeterBuilds builds;
  private final Watermarks watermarks;

  public StoredAudit(UsageStore store) {
    this.audit = new AuditReader(store);
    this.events = new EventReader(store);
    this.voids = new VoidReader(store);
    this.builds = new MeterBuilds(store);
    this.watermarks = new Watermarks(store);
  }

  @Override
  public Optional<Instant> watermark() {
    return get(
        () ->
            watermarks
                .read(Watermarks.USAGE)
                .flatMap(
                    usage ->
                        watermarks.read(Watermarks.LEDGER).map(ledger -> earlier(usage, ledger))));
  }

  @Override
  public long ledgerRows(AcceptedSlice slice) {
    return get(() -> audit.ledgerRows(slice));
  }

  @Override
  public List<LedgerRow> unbalanced(AcceptedSlice slice) {
    return get(() -> audit.unbalanced(slice));
  }

  @Override
  public List<CountDifference> eventsOtherThanCounted(AcceptedSlice slice) {
    return get(() -> audit.eventsOtherThanCounted(slice));
  }

  @Override
  public List<CountDifference> rejectionsOtherThanCounted(AcceptedSlice slice) {
    return get(() -> audit.rejectionsOtherThanCounted(slice));
  }

  @Override
  public List<PartitionCount> partitions(AcceptedSlice slice) {
    return get(() -> audit.partitions(slice));
  }

  @Override
  public List<TouchedEvents> touchedEvents(AcceptedSlice slice) {
    return get(() -> audit.touchedEvents(slice));
  }

  @Override
  public List<TouchedWindows> touchedWindows(AcceptedSlice slice) {
    return get(() -> audit.touchedWindows(slice));
  }

  @Override
  public void windows(
      EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer) {
    run(() -> audit.windows(range, meters, consumer));
  }

  @Override
  public List<MeterBuildRow> builds() {
    return get(builds::all);
  }

  @Override
  public List<EventVoid> voids(EventRange range) {
    return get(() -> voids.read(range));
  }

  @Override
  public void events(EventRange range, Consumer<? super EventRow> consumer) {
    run(() -> events.read(range, consumer));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
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
      throw new AuditException(String.valueOf(e.getMessage()), e);
    }
  }
}
