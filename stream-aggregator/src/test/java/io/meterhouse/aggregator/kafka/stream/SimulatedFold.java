package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.Folding;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all windows should be of the records of usage.unique, for one catalogue: in memory, simply.
 */
final class SimulatedFold {

  private final MeterCatalog catalog;
  private final boolean isSpread;
  private final Map<AggregateKey, List<Touch>> touches = new HashMap<>();
  private final Map<AcceptedPosition, Long> voidedAt = new HashMap<>();

  /** An event, or its void, of a window. */
  private record Touch(
      long offset, AcceptedPosition event, Contribution contribution, boolean isVoid) {}

  private SimulatedFold(SimulatedTopic unique, MeterCatalog catalog, boolean isSpread) {
    this.catalog = catalog;
    this.isSpread = isSpread;
    for (SimulatedLog.Entry entry : unique.entries()) {
      UsageRecord usage = usage(entry);
      if (!usage.hasRecompute()) {
        add(entry, usage);
      }
    }
  }

  /** Into the windows of the shards that the log names. */
  static SimulatedFold ofShards(SimulatedTopic unique, MeterCatalog catalog) {
    return new SimulatedFold(unique, catalog, true);
  }

  /** Into the windows that there would be if nothing had ever been spread. */
  static SimulatedFold ofOneShard(SimulatedTopic unique, MeterCatalog catalog) {
    return new SimulatedFold(unique, catalog, false);
  }

  /** Of everything. */
  Map<AggregateKey, WindowState> windows() {
    Map<AggregateKey, WindowState> windows = new HashMap<>();
    touches.keySet().forEach(key -> windows.put(key, window(key, Long.MAX_VALUE)));
    return windows;
  }

  /**
   * @param before offset in the partition of the window's usage
   */
  WindowState window(AggregateKey key, long before) {
    WindowState state = WindowState.EMPTY;
    for (Touch touch : touches.getOrDefault(key, List.of())) {
      if (touch.offset() < before
          && !touch.isVoid()
          && voidedAt.getOrDefault(touch.event(), Long.MAX_VALUE) >= before) {
        Instant acceptedAt = Instant.ofEpochMilli(touch.event().getAcceptedAtMillis());
        state = state.plus(touch.contribution(), touch.offset() + 1, acceptedAt);
      }
    }
    return state;
  }

  private void add(SimulatedLog.Entry entry, UsageRecord usage) {
    if (usage.hasVoid()) {
      voidedAt.putIfAbsent(usage.getAccepted(), entry.offset());
    }
    int shard = isSpread ? UniqueKey.fromBytes(entry.key().toByteArray()).shard() : 0;
    for (Contribution contribution : Folding.fold(usage, shard, catalog).contributions()) {
      touches
          .computeIfAbsent(contribution.key(), missing -> new ArrayList<>())
          .add(new Touch(entry.offset(), usage.getAccepted(), contribution, usage.hasVoid()));
    }
  }

  /** What a table holds: of each key the newest. */
  static Map<AggregateKey, AggregateRecord> aggregates(SimulatedTopic topic)
      throws InvalidProtocolBufferException {
    Map<AggregateKey, AggregateRecord> newest = new HashMap<>();
    for (SimulatedLog.Entry entry : topic.entries()) {
      AggregateRecord record = AggregateRecord.parseFrom(entry.value());
      AggregateRecord there = newest.get(record.getKey());
      if (there == null || there.getVersion() <= record.getVersion()) {
        newest.put(record.getKey(), record);
      }
    }
    return newest;
  }

  static boolean counts(MeterCatalog catalog, AggregateKey key) {
    return meter(catalog, key).isPresent();
  }

  static Optional<Meter> meter(MeterCatalog catalog, AggregateKey key) {
    return catalog.versions(TenantId.of(key.getTenantId()), key.getMeter()).stream()
        .flatMap(versions -> versions.counting().stream())
        .filter(meter -> meter.version() == key.getMeterVersion())
        .findFirst();
  }

  private static UsageRecord usage(SimulatedLog.Entry entry) {
    try {
      return UsageRecord.parseFrom(entry.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
