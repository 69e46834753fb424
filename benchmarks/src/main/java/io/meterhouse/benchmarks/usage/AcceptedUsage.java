package io.meterhouse.benchmarks.usage;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.ingest.kafka.ProducerSettings;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes usage.accepted as ingest does. */
public final class AcceptedUsage {

  private AcceptedUsage() {}

  /** Returns when the brokers have all of it. */
  public static void write(
      UsageEvents events, KafkaConfig kafka, StartupConfig startup, InstantSource clock) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    String accepted = new Topics(kafka).name(Topic.USAGE_ACCEPTED);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            ProducerSettings.of(IngestConfig.of(kafka, startup)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Edge.forEach(
          events,
          clock,
          entry -> {
            var _ =
                producer.send(
                    record(accepted, entry),
                    (_, exception) -> {
                      if (exception != null) {
                        failure.compareAndSet(null, exception);
                      }
                    });
          });
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException(accepted + " cannot be filled: " + failed, failed);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, LogEntry entry) {
    return new ProducerRecord<>(topic, entry.identity().bytes(), entry.record().toByteArray());
  }
}
