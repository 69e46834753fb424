package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.watermark.WatermarkStore;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.EncodedRow;
import io.meterhouse.usagestore.EventWriter;
import io.meterhouse.usagestore.LedgerWriter;
import io.meterhouse.usagestore.RatedItemWriter;
import io.meterhouse.usagestore.RejectionWriter;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.VoidWriter;
import io.meterhouse.usagestore.Watermarks;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sinks of one usage store, with their topics. */
public final class StoreSinks {

  /** The sink behind the answers to usage queries. */
  public static final String AGGREGATES = "aggregates";

  /** The sink behind raw events and voids. */
  public static final String EVENTS = "events";

  private StoreSinks() {}

  public static Map<Topic, Sink<EncodedRow>> of(UsageStore store) {
    Map<Topic, Sink<EncodedRow>> sinks = new LinkedHashMap<>();
    sinks.put(
        Topic.USAGE_AGGREGATES,
        new StoreSink<>(
            AGGREGATES, UsageRows::aggregate, new AggregateWriter(store), Origins::aggregate));
    sinks.put(
        Topic.USAGE_UNIQUE,
        new RawSink(
            new StoreSink<>(EVENTS, UsageRows::event, new EventWriter(store), Origins::event),
            new VoidWriter(store)));
    sinks.put(
        Topic.USAGE_REJECTED,
        new StoreSink<>(
            "rejections", UsageRows::rejection, new RejectionWriter(store), Origins::rejection));
    sinks.put(
        Topic.USAGE_LEDGER,
        new StoreSink<>("ledger", UsageRows::ledger, new LedgerWriter(store), Origins::ledger));
    sinks.put(
        Topic.BILLING_RATED,
        new StoreSink<>(
            "rated-items", RatedItemRows::item, new RatedItemWriter(store), Origins::ratedItem));
    return sinks;
  }

  /** Of all sinks, by the topic that they read. */
  public static Map<Topic, String> names(UsageStore store) {
    Map<Topic, String> names = new EnumMap<>(Topic.class);
    of(store).forEach((topic, sink) -> names.put(topic, sink.name()));
    return names;
  }

  public static ProgressStore progress(UsageStore store) {
    SinkProgress progress = new SinkProgress(store);
    return new ProgressStore() {
      @Override
      public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
        StoreCalls.run(() -> progress.record(sink, topic, nextOffsets));
      }

      @Override
      public Map<Integer, Long> read(String sink, String topic) {
        return StoreCalls.get(() -> progress.read(sink, topic));
      }
    };
  }

  public static WatermarkStore watermarks(UsageStore store, String name) {
    Watermarks watermarks = new Watermarks(store);
    return watermark -> StoreCalls.run(() -> watermarks.record(name, watermark));
  }
}
