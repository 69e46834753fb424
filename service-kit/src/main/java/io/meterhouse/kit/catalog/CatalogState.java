package io.meterhouse.kit.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds catalogue records into a {@link MeterCatalog}; the last record of a key wins. */
final class CatalogState {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogState.class);

  private CatalogState() {}

  static MeterCatalog apply(
      MeterCatalog catalog, Iterable<ConsumerRecord<byte[], byte[]>> records) {
    Map<CatalogKey, Optional<Meter>> last = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        CatalogKey key = CatalogKey.parse(record.key());
        last.put(key, record.value() == null ? Optional.empty() : Optional.of(meter(record)));
      } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
        // One entry that a newer version wrote must not stop the stages from counting the others.
        LOG.error("catalogue record at offset {} cannot be read; left out", record.offset(), e);
      }
    }
    MeterCatalog changed =
        catalog.withAll(last.values().stream().flatMap(Optional::stream).toList());
    for (Map.Entry<CatalogKey, Optional<Meter>> entry : last.entrySet()) {
      if (entry.getValue().isEmpty()) {
        changed = changed.without(entry.getKey().tenant(), entry.getKey().code());
      }
    }
    return changed;
  }

  private static Meter meter(ConsumerRecord<byte[], byte[]> record)
      throws InvalidProtocolBufferException {
    CatalogEntry entry = CatalogEntry.parseFrom(record.value());
    if (!entry.hasMeter()) {
      throw new IllegalArgumentException("entry: " + entry.getEntryCase() + " (expected: a meter)");
    }
    return MeterCodec.fromWire(entry.getMeter());
  }
}
