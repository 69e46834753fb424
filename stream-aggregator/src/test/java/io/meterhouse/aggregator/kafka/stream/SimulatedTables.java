package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.SimulatedStore;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.UniquePosition;
import java.util.Random;

/** The tables, and how far the sinks are that fill them: behind, each partition by itself. */
final class SimulatedTables {

  private final SimulatedTopic unique;
  private final SimulatedTopic aggregates;
  private final int[] raw;
  private final int[] windows;
  final SimulatedStore store = new SimulatedStore();

  SimulatedTables(SimulatedTopic unique, SimulatedTopic aggregates, int partitions) {
    this.unique = unique;
    this.aggregates = aggregates;
    this.raw = new int[partitions];
    this.windows = new int[partitions];
  }

  /** They come so much further: none of the rest, some of it, or all. */
  void advance(Random random) throws Exception {
    for (int partition = 0; partition < raw.length; partition++) {
      rawTo(partition, ahead(raw[partition], unique.partition(partition).size(), random));
      windowsTo(
          partition, ahead(windows[partition], aggregates.partition(partition).size(), random));
    }
  }

  void advanceToEnd() throws Exception {
    for (int partition = 0; partition < raw.length; partition++) {
      rawTo(partition, unique.partition(partition).size());
      windowsTo(partition, aggregates.partition(partition).size());
    }
  }

  /** One raw event more of each partition, where there is one. */
  void advanceRaw() throws Exception {
    for (int partition = 0; partition < raw.length; partition++) {
      rawTo(partition, Math.min(raw[partition] + 1, unique.partition(partition).size()));
    }
  }

  private void rawTo(int partition, int end) throws Exception {
    for (; raw[partition] < end; raw[partition]++) {
      SimulatedLog.Entry entry = unique.partition(partition).get(raw[partition]);
      store.unique(
          UsageRecord.parseFrom(entry.value()),
          UniqueKey.fromBytes(entry.key().toByteArray()).shard(),
          new UniquePosition(partition, entry.offset()));
      store.storedUpTo(partition, entry.offset() + 1);
    }
  }

  private void windowsTo(int partition, int end) throws Exception {
    for (; windows[partition] < end; windows[partition]++) {
      SimulatedLog.Entry entry = aggregates.partition(partition).get(windows[partition]);
      store.window(AggregateRecord.parseFrom(entry.value()));
    }
  }

  private static int ahead(int from, int end, Random random) {
    return from + random.nextInt(end - from + 1);
  }
}
