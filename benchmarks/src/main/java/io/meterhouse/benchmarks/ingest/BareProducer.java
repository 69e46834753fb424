package io.meterhouse.benchmarks.ingest;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.kafka.ProducerSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What ingest is measured against: a loop that sends records which ingest wrote, with ingest's own
 * producer settings, to a topic laid out the same. Nothing is read, decided or made. Of one thread.
 */
final class BareProducer implements AutoCloseable {

  /** The clock is asked once in so many records. */
  private static final int RECORDS_A_LOOK = 64;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final List<ConsumerRecord<byte[], byte[]>> sample;
  private int next;

  BareProducer(IngestConfig config, String topic, List<ConsumerRecord<byte[], byte[]>> sample) {
    if (sample.isEmpty()) {
      throw new BenchmarkException("no record of ingest to send (expected: those of the warm-up)");
    }
    this.producer =
        new KafkaProducer<>(
            ProducerSettings.of(config), new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
    this.sample = List.copyOf(sample);
  }

  /**
   * @param records all acknowledged
   * @param elapsed from the first send to the last acknowledgement
   */
  record Result(long records, Duration elapsed) {}

  /** Sends for that long, and waits for the brokers' word on all of it. */
  Result run(Duration length) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    AtomicLong acknowledged = new AtomicLong();
    Callback callback =
        (_, exception) -> {
          if (exception == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(null, exception);
          }
        };
    long began = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - began < length.toNanos() && failure.get() == null) {
      for (int i = 0; i < RECORDS_A_LOOK; i++) {
        var _ = producer.send(record(), callback);
      }
      sent += RECORDS_A_LOOK;
    }
    producer.flush();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    Exception failed = failure.get();
    if (failed != null || acknowledged.get() != sent) {
      throw new BenchmarkException(
          "of %d records %d were acknowledged; %s".formatted(sent, acknowledged.get(), failed));
    }
    return new Result(sent, elapsed);
  }

  private ProducerRecord<byte[], byte[]> record() {
    ConsumerRecord<byte[], byte[]> of = sample.get(next);
    next = next + 1 == sample.size() ? 0 : next + 1;
    return new ProducerRecord<>(topic, null, of.key(), of.value(), of.headers());
  }

  @Override
  public void close() {
    producer.close();
  }
}
