package io.meterhouse.ingest.kafka;

import io.meterhouse.ingest.IngestConfig;
import java.util.Map;

/** How ingest's producer is set, and why. A value, so that a test can look at it. */
public final class ProducerSettings {

  private static final int BATCH_BYTES = 256 * 1024;
  private static final int LINGER_MILLIS = 2;

  private ProducerSettings() {}

  /** A fresh map, for the caller to add serializers to. */
  public static Map<String, Object> of(IngestConfig config) {
    long ackMillis = config.ackTimeout().toMillis();
    Map<String, Object> settings = config.kafka().clientProperties();
    // Promise P1: an answer of 2xx means that every in-sync replica has the record.
    settings.put("acks", "all");
    // The producer's own retries neither repeat nor reorder a record.
    settings.put("enable.idempotence", "true");
    // Batches of events are alike, so they shrink well, and lz4 costs the least CPU for it.
    settings.put("compression.type", "lz4");
    // Requests that come at the same time share a batch; far below the 50 ms that an answer may
    // take.
    settings.put("linger.ms", Integer.toString(LINGER_MILLIS));
    // A request of 100 events is spread over the partitions; larger batches compress better.
    settings.put("batch.size", Integer.toString(BATCH_BYTES));
    // Memory is bounded: when the brokers are slow, send() waits here and then refuses.
    settings.put("buffer.memory", Long.toString(config.bufferBytes()));
    // One send may wait for memory or metadata; a quarter of the deadline, as KafkaUsageLog stops
    // sending after three quarters of it.
    settings.put("max.block.ms", Long.toString(ackMillis / 4));
    // A request in flight to a dead broker is given up early enough to try again in time ...
    settings.put("request.timeout.ms", Long.toString(ackMillis / 4));
    // ... and a record is not delivered long after its client was told to come again.
    settings.put("delivery.timeout.ms", Long.toString(ackMillis));
    settings.put("client.id", "meterhouse-ingest");
    return settings;
  }
}
