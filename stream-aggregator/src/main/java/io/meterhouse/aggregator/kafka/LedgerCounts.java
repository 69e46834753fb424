package io.meterhouse.aggregator.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Ledger;
import io.meterhouse.aggregator.Outcome;
import io.meterhouse.aggregator.Position;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one partition. State holds each tenant's current minute alone: stream time never
 * goes back, so a past minute is final and state is as large as the number of tenants.
 */
final class LedgerCounts {

  private final KeyValueStore<Bytes, byte[]> store;
  private final Pending pending;
  private final BiConsumer<byte[], byte[]> send;

  LedgerCounts(
      KeyValueStore<Bytes, byte[]> store, Pending pending, BiConsumer<byte[], byte[]> send) {
    this.store = store;
    this.pending = pending;
    this.send = send;
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  void count(Outcome outcome, Position position, long streamTimeMillis) {
    Bytes tenant = Bytes.wrap(outcome.tenantId().getBytes(StandardCharsets.UTF_8));
    LedgerRecord current = read(tenant);
    if (current != null && !Ledger.isOfMinute(current, streamTimeMillis)) {
      // The last word on that minute: the next line forgets it.
      send(current);
      current = null;
    }
    LedgerRecord next = Ledger.plus(current, outcome, position, streamTimeMillis);
    store.put(tenant, next.toByteArray());
    pending.add(tenant);
  }

  void emit() {
    pending.drain(
        (tenant, mark) -> {
          LedgerRecord counts = read(tenant);
          if (counts == null) {
            throw new IllegalStateException("pending ledger without counts: " + tenant);
          }
          send(counts);
        });
  }

  private void send(LedgerRecord counts) {
    send.accept(Ledger.key(counts).getBytes(StandardCharsets.UTF_8), counts.toByteArray());
  }

  private @Nullable LedgerRecord read(Bytes tenant) {
    byte[] bytes = store.get(tenant);
    try {
      return bytes == null ? null : LedgerRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("ledger state of " + tenant + " is damaged", e);
    }
  }
}
