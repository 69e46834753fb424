package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.deduplication.BucketGrid;
import io.meterhouse.aggregator.deduplication.Ledger;
import io.meterhouse.aggregator.deduplication.Outcome;
import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one partition. State holds each tenant's current minute alone: stream time never
 * goes back, so a past minute is final and state is as large as the number of tenants. As every
 * record is counted for somebody, the counts say how far the partition is deduplicated.
 */
final class LedgerCounts {

  /** Where the grids of the identities stand; no tenant is called so. */
  private static final Bytes GRIDS = Bytes.wrap(new byte[] {0});

  private final KeyValueStore<Bytes, byte[]> store;
  private final WriteBehind<LedgerRecord> counts;
  private final Pending pending;
  private final BiConsumer<byte[], byte[]> send;
  private @Nullable Reach reach;

  /**
   * @param maxKnown so many counts that have not changed are kept in memory at most
   */
  LedgerCounts(
      KeyValueStore<Bytes, byte[]> store,
      int maxKnown,
      Pending pending,
      BiConsumer<byte[], byte[]> send) {
    this.store = store;
    this.counts =
        new WriteBehind<>(store, maxKnown, LedgerRecord::toByteArray, LedgerCounts::parse);
    this.pending = pending;
    this.send = send;
    this.reach = kept();
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  /** Null where nothing was counted. */
  @Nullable Reach reach() {
    return reach;
  }

  /** Start of the minute that is counted; that of 1970 where nothing was. */
  long minuteMillis() {
    return reach == null ? 0 : Math.max(0, Ledger.minuteOf(reach.latestMillis()));
  }

  /** Counts a record, which is not before what {@link #reach} tells. */
  void count(Outcome outcome, Position position, long streamTimeMillis) {
    change(
        outcome.tenantId(),
        streamTimeMillis,
        current -> Ledger.plus(current, outcome, position, streamTimeMillis));
    Reach before = reach == null ? new Reach(position.offset(), streamTimeMillis) : reach;
    reach = before.plus(position.offset(), streamTimeMillis);
  }

  /** Counts records that are gone, which stood right before that one. */
  void missing(long records, Position next, long streamTimeMillis) {
    change(
        Ledger.NO_TENANT,
        streamTimeMillis,
        current -> Ledger.missing(current, records, next, streamTimeMillis));
  }

  List<BucketGrid> grids() {
    byte[] bytes = store.get(GRIDS);
    return bytes == null ? List.of() : BucketGrid.fromBytes(bytes);
  }

  void keep(List<BucketGrid> grids) {
    store.put(GRIDS, BucketGrid.toBytes(grids));
  }

  private void change(
      String tenantId,
      long streamTimeMillis,
      Function<@Nullable LedgerRecord, LedgerRecord> change) {
    Bytes tenant = Bytes.wrap(tenantId.getBytes(StandardCharsets.UTF_8));
    LedgerRecord current = counts.get(tenant);
    if (current != null && !Ledger.isOfMinute(current, streamTimeMillis)) {
      // The last word on that minute: the next line forgets it.
      send(current);
      current = null;
    }
    counts.put(tenant, change.apply(current));
    pending.add(tenant);
  }

  void emit() {
    pending.drain(
        (tenant, mark) -> {
          LedgerRecord current = counts.get(tenant);
          if (current == null) {
            throw new IllegalStateException("pending ledger without counts: " + tenant);
          }
          send(current);
        });
  }

  /** Before a commit: what is changed in memory goes into the stores. */
  void write() {
    counts.write();
    pending.keep();
  }

  private void send(LedgerRecord counts) {
    send.accept(Ledger.key(counts).getBytes(StandardCharsets.UTF_8), counts.toByteArray());
  }

  private @Nullable Reach kept() {
    Reach furthest = null;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        if (!entry.key.equals(GRIDS)) {
          LedgerRecord counts = parse(entry.value);
          long latest = Ledger.lastMillisOf(counts);
          furthest =
              furthest == null
                  ? new Reach(counts.getVersion(), latest)
                  : new Reach(
                      Math.max(furthest.nextOffset(), counts.getVersion()),
                      Math.max(furthest.latestMillis(), latest));
        }
      }
    }
    return furthest;
  }

  private static LedgerRecord parse(byte[] bytes) {
    try {
      return LedgerRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("ledger state is damaged", e);
    }
  }
}
