package io.meterhouse.benchmarks.sink;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.Folding;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.usage.Edge;
import io.meterhouse.benchmarks.usage.PlatformMeters;
import io.meterhouse.benchmarks.usage.UsageEvents;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Fills usage.unique and usage.aggregates with what the stream job makes of events, by its own
 * code. No two records make the same row, so that every one of them is there to be counted. Of one
 * thread.
 */
final class FilledTopics implements AutoCloseable {

  /**
   * That a tenant's events can be counted on to touch: about half of the 108,000 that 200 subjects
   * with three models have in the minutes of an hour, of three meters.
   */
  private static final int WINDOWS_AN_HOUR = 50_000;

  private final MeterCatalog catalog = PlatformMeters.catalog();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Set<Identity> identities = new HashSet<>();
  private final Set<ByteString> windows = new HashSet<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final Topics topics;
  private final int rows;

  private FilledTopics(KafkaConfig kafka, SinkPlan plan) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("compression.type", "lz4");
    properties.put("linger.ms", "20");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topics = new Topics(kafka);
    this.rows = plan.rows();
  }

  /** As many records in each as the plan has rows. */
  static void fill(KafkaConfig kafka, SinkPlan plan, InstantSource clock) {
    int rows = plan.rows();
    try (FilledTopics filled = new FilledTopics(kafka, plan)) {
      Instant now = clock.instant();
      UsageEvents.EventTimes times = new UsageEvents.EventTimes(now, hours(plan), true);
      for (long records = rows + rows / 50L + 100; !filled.isFull(); records *= 2) {
        Edge.forEach(
            new UsageEvents(0, records, plan.tenants(), times),
            clock,
            entry -> filled.take(entry, now));
      }
    }
  }

  /** So long that there are as many windows as rows. */
  private static Duration hours(SinkPlan plan) {
    return Duration.ofHours(1 + plan.rows() / ((long) WINDOWS_AN_HOUR * plan.tenants()));
  }

  private boolean isFull() {
    return identities.size() == rows && windows.size() == rows;
  }

  private void take(LogEntry entry, Instant acceptedAt) {
    if (isFull()) {
      return;
    }
    UsageRecord usage =
        entry.record().toBuilder()
            .setAccepted(
                AcceptedPosition.newBuilder()
                    .setOffset(identities.size())
                    .setAcceptedAtMillis(acceptedAt.toEpochMilli()))
            .build();
    byte[] key =
        new UniqueKey(usage.getTenantId(), usage.getType(), UniqueKey.ONLY_SHARD).toBytes();
    if (identities.size() < rows && identities.add(entry.identity())) {
      send(SinkTable.EVENTS, key, usage.toByteArray());
    }
    for (Contribution contribution :
        Folding.fold(usage, UniqueKey.ONLY_SHARD, catalog).contributions()) {
      take(contribution, acceptedAt);
    }
  }

  private void take(Contribution contribution, Instant acceptedAt) {
    ByteString key = contribution.key().toByteString();
    if (windows.size() < rows && windows.add(key)) {
      WindowState window = WindowState.EMPTY.plus(contribution, windows.size(), acceptedAt);
      send(
          SinkTable.AGGREGATES, key.toByteArray(), window.toWire(contribution.key()).toByteArray());
    }
  }

  private void send(SinkTable table, byte[] key, byte[] value) {
    var _ =
        producer.send(
            new ProducerRecord<>(topics.name(table.topic()), key, value),
            (_, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
  }

  @Override
  public void close() {
    producer.close();
    Exception failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException("the topics cannot be filled: " + failed, failed);
    }
  }
}
