package io.meterhouse.kit.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.Sharding;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds catalogue records into {@link CatalogContents}; the last record of a key wins. */
final class CatalogState {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogState.class);

  private final Map<CatalogKey, Optional<MeterVersions>> meters = new LinkedHashMap<>();
  private final Map<String, AccessKey> accessKeys;
  private final Map<String, AnnouncedKey> signingKeys;
  private final Map<Sharding.Key, Integer> shards = new HashMap<>();

  private CatalogState(CatalogContents contents) {
    this.accessKeys = new HashMap<>(contents.accessKeys());
    this.signingKeys = new HashMap<>(contents.signingKeys());
  }

  static CatalogContents apply(
      CatalogContents contents, Iterable<ConsumerRecord<byte[], byte[]>> records) {
    CatalogState state = new CatalogState(contents);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        state.read(record);
      } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
        // One entry that a newer version wrote must not stop the stages from counting the others.
        LOG.error("catalogue record at offset {} cannot be read; left out", record.offset(), e);
      }
    }
    return new CatalogContents(
        state.changed(contents.meters()),
        state.accessKeys,
        state.signingKeys,
        contents.sharding().with(state.shards));
  }

  private void read(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    if (AccessKeyEntries.isOne(record.key())) {
      String keyId = AccessKeyEntries.keyId(record.key());
      // First: an entry that cannot be read must not leave in use what it took the place of.
      accessKeys.remove(keyId);
      if (record.value() != null) {
        accessKeys.put(keyId, accessKey(keyId, record.value()));
      }
      return;
    }
    if (SigningKeyEntries.isOne(record.key())) {
      String keyId = SigningKeyEntries.keyId(record.key());
      signingKeys.remove(keyId);
      if (record.value() != null) {
        signingKeys.put(keyId, SigningKeyEntries.read(keyId, record.value()));
      }
      return;
    }
    if (ShardsEntries.isOne(record.key())) {
      shards.put(
          ShardsEntries.parse(record.key()), ShardsEntries.read(record.key(), record.value()));
      return;
    }
    CatalogKey key = CatalogKey.parse(record.key());
    meters.put(key, record.value() == null ? Optional.empty() : Optional.of(meter(record.value())));
  }

  private MeterCatalog changed(MeterCatalog catalog) {
    MeterCatalog changed =
        catalog.withAll(meters.values().stream().flatMap(Optional::stream).toList());
    for (Map.Entry<CatalogKey, Optional<MeterVersions>> entry : meters.entrySet()) {
      if (entry.getValue().isEmpty()) {
        changed = changed.without(entry.getKey().tenant(), entry.getKey().code());
      }
    }
    return changed;
  }

  private static MeterVersions meter(byte[] value) throws InvalidProtocolBufferException {
    CatalogEntry entry = CatalogEntry.parseFrom(value);
    if (!entry.hasMeter()) {
      throw new IllegalArgumentException("entry: " + entry.getEntryCase() + " (expected: a meter)");
    }
    return MeterCodec.versions(entry.getMeter());
  }

  private static AccessKey accessKey(String keyId, byte[] value)
      throws InvalidProtocolBufferException {
    AccessKey key = AccessKey.fromWire(CatalogEntry.parseFrom(value).getAccessKey());
    if (!key.caller().id().equals(keyId)) {
      throw new IllegalArgumentException(
          "entry of access key %s under %s".formatted(key.caller().id(), keyId));
    }
    return key;
  }
}
