package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UsageStore;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What the stream job and its sink leave behind: windows in ClickHouse, records that name them. */
final class UsageFeed implements AutoCloseable {

  private static final String SINK = "aggregates";
  private static final int BATCH_ROWS = 50_000;
  private static final int MINUTE_SECONDS = 60;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Topics topics;
  private final AggregateWriter writer;
  private final SinkProgress progress;
  private final Instant month;

  /**
   * @param month in which all is used
   */
  UsageFeed(KafkaConfig kafka, UsageStore store, Instant month) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("compression.type", "lz4");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topics = new Topics(kafka);
    this.writer = new AggregateWriter(store);
    this.progress = new SinkProgress(store);
    this.month = month;
  }

  /** A window of a pair as it is now. */
  record Use(Pair pair, int window, BigDecimal sum, long version) {}

  /** Puts meters into the catalogue. */
  void announce(List<Meter> meters) {
    for (Meter meter : meters) {
      send(
          new ProducerRecord<>(
              topics.name(Topic.CATALOG),
              CatalogKey.of(meter).bytes(),
              MeterCodec.toEntry(meter).toByteArray()),
          () -> {});
    }
    flush();
  }

  /** Windows are in ClickHouse, and nobody knows of it. */
  void store(List<Use> uses) {
    List<AggregateRow> rows = new ArrayList<>();
    for (Use use : uses) {
      rows.add(row(use));
      if (rows.size() == BATCH_ROWS) {
        writer.write(rows);
        rows.clear();
      }
    }
    if (!rows.isEmpty()) {
      writer.write(rows);
    }
  }

  /**
   * They are in usage.aggregates.
   *
   * @param acknowledged called for each, on the producer's thread
   */
  void tell(List<Use> uses, Consumer<Use> acknowledged) {
    for (Use use : uses) {
      AggregateKey key = key(use);
      send(
          new ProducerRecord<>(
              topics.name(Topic.USAGE_AGGREGATES),
              key.toByteArray(),
              AggregateRecord.newBuilder()
                  .setKey(key)
                  .setVersion(use.version())
                  .build()
                  .toByteArray()),
          () -> acknowledged.accept(use));
    }
    flush();
  }

  /** The sink has stored all before these offsets. */
  void stored(Map<Integer, Long> ends) {
    progress.record(SINK, topics.name(Topic.USAGE_AGGREGATES), ends);
  }

  private AggregateKey key(Use use) {
    Meter meter = Pairs.METERS.get(use.pair().meter());
    return AggregateKey.newBuilder()
        .setTenantId(use.pair().tenant().value())
        .setMeter(meter.code())
        .setMeterVersion(meter.version())
        .setSubject(use.pair().subject())
        .setWindowStartEpochSeconds(window(use).start().getEpochSecond())
        .setWindowSeconds(WindowSize.MINUTE.seconds())
        .build();
  }

  private AggregateRow row(Use use) {
    Meter meter = Pairs.METERS.get(use.pair().meter());
    Window window = window(use);
    return new AggregateRow(
        use.pair().tenant().value(),
        meter.code(),
        meter.version(),
        use.pair().subject(),
        new TreeMap<>(),
        null,
        window,
        0,
        Aggregate.of(use.sum(), window.start(), "bench"),
        window.start(),
        use.version());
  }

  private Window window(Use use) {
    return Window.containing(
        month.plusSeconds((long) use.window() * MINUTE_SECONDS), WindowSize.MINUTE);
  }

  private void send(ProducerRecord<byte[], byte[]> record, Runnable acknowledged) {
    var _ =
        producer.send(
            record,
            (_, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              } else {
                acknowledged.run();
              }
            });
  }

  private void flush() {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException("the usage cannot be announced: " + failed, failed);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
