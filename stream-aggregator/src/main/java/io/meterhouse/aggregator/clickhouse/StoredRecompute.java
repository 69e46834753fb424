package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.aggregator.recompute.RecomputeStore;
import io.meterhouse.metering.Meter;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AuditReader;
import io.meterhouse.usagestore.EventHistogram;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventReader;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.EventsAt;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.MeterBuilds;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UniqueBound;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.VoidReader;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What ClickHouse holds. */
public final class StoredRecompute implements RecomputeStore {

  private final String uniqueTopic;
  private final SinkProgress progress;
  private final AuditReader windows;
  private final VoidReader voids;
  private final EventReader events;
  private final EventHistogram histogram;
  private final MeterBuilds builds;

  /**
   * @param uniqueTopic the name of usage.unique on the brokers
   */
  public StoredRecompute(UsageStore store, String uniqueTopic) {
    this.uniqueTopic = uniqueTopic;
    this.progress = new SinkProgress(store);
    this.windows = new AuditReader(store);
    this.voids = new VoidReader(store);
    this.events = new EventReader(store);
    this.histogram = new EventHistogram(store);
    this.builds = new MeterBuilds(store);
  }

  @Override
  public long storedUpTo(int partition) {
    return StoreCalls.get(() -> progress.read(StoreSinks.EVENTS, uniqueTopic))
        .getOrDefault(partition, 0L);
  }

  @Override
  public void windows(
      EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer) {
    StoreCalls.run(() -> windows.windows(range, meters, consumer));
  }

  @Override
  public List<EventVoid> voids(EventRange range) {
    return StoreCalls.get(() -> voids.read(range));
  }

  @Override
  public void events(EventRange range, UniqueBound bound, Consumer<? super EventRow> consumer) {
    StoreCalls.run(() -> events.read(range, bound, consumer));
  }

  @Override
  public List<EventsAt> histogram(EventRange range, int shard) {
    return StoreCalls.get(() -> histogram.read(range, shard));
  }

  @Override
  public List<EventsAt> histogram(
      EventHistogram.Question question, EventHistogram.@Nullable Cursor from, int limit) {
    return StoreCalls.get(() -> histogram.page(question, from, limit));
  }

  @Override
  public long total(EventHistogram.Question question) {
    return StoreCalls.get(() -> histogram.total(question));
  }

  @Override
  public void record(MeterBuildRow row) {
    StoreCalls.run(() -> builds.write(List.of(row)));
  }
}
