package io.meterhouse.ingest.kafka;

import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.ingest.UsageLog;
import io.meterhouse.ingest.UsageLogException;
import io.meterhouse.kit.kafka.ClientMeters;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topic usage.accepted. Thread-safe; one producer serves all requests. */
public final class KafkaUsageLog implements UsageLog, AutoCloseable {

  private final Producer<byte[], byte[]> producer;
  private final ClientMeters meters;
  private final String topic;
  private final Duration ackTimeout;

  /** Connects in the background; the topic must exist. */
  public KafkaUsageLog(IngestConfig config, Metrics metrics) {
    this.topic = new Topics(config.kafka()).name(Topic.USAGE_ACCEPTED);
    this.ackTimeout = config.ackTimeout();
    this.producer =
        new KafkaProducer<>(
            ProducerSettings.of(config), new ByteArraySerializer(), new ByteArraySerializer());
    this.meters = ClientMeters.of(producer, "ingest", metrics);
  }

  @Override
  public void append(List<LogEntry> entries) {
    long began = System.nanoTime();
    long timeoutNanos = ackTimeout.toNanos();
    List<Header> headers = TraceHeaders.current();
    Acknowledgements acknowledgements = new Acknowledgements(entries.size());
    try {
      for (LogEntry entry : entries) {
        var _ = producer.send(record(entry, headers), acknowledgements);
        // What a send could wait at most (max.block.ms) still fits into the deadline.
        if (System.nanoTime() - began > timeoutNanos / 4 * 3) {
          throw new UsageLogException("the brokers take records too slowly");
        }
        failOn(acknowledgements.failure());
      }
      if (!acknowledgements.await(timeoutNanos - (System.nanoTime() - began))) {
        throw new UsageLogException("the brokers did not acknowledge within " + ackTimeout);
      }
      failOn(acknowledgements.failure());
    } catch (KafkaException | IllegalStateException e) {
      // The latter where a stop could not wait for this request and closed the producer.
      throw new UsageLogException("the brokers cannot be written to", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageLogException("interrupted while waiting for the brokers", e);
    }
  }

  /** Sends what was taken, for as long as a request would have waited. */
  @Override
  public void close() {
    meters.close();
    producer.close(ackTimeout);
  }

  private ProducerRecord<byte[], byte[]> record(LogEntry entry, List<Header> headers) {
    return new ProducerRecord<>(
        topic, null, entry.identity().bytes(), entry.record().toByteArray(), headers);
  }

  private static void failOn(@Nullable Exception failure) {
    if (failure != null) {
      throw new UsageLogException("the brokers did not take a record", failure);
    }
  }
}
