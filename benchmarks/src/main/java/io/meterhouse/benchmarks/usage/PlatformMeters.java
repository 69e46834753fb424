package io.meterhouse.benchmarks.usage;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The demo's three meters, each by model and by the minute, for every tenant. */
public final class PlatformMeters {

  /** Of the meter that counts events; the other two sum a value of each. */
  public static final String COUNTING = "llm_requests";

  private static final List<Meter> ALL =
      List.of(
          meter("llm_context_tokens", Aggregation.SUM, "$.context_tokens", "token"),
          meter("llm_generated_tokens", Aggregation.SUM, "$.generated_tokens", "token"),
          meter(COUNTING, Aggregation.COUNT, null, "request"));

  private PlatformMeters() {}

  /** As services have them. */
  public static MeterCatalog catalog() {
    return MeterCatalog.of(ALL);
  }

  /** Writes them to the topic catalog, which is there. */
  public static void announce(KafkaConfig kafka) {
    String catalog = new Topics(kafka).name(Topic.CATALOG);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Meter meter : ALL) {
        producer
            .send(
                new ProducerRecord<>(
                    catalog, CatalogKey.of(meter).bytes(), MeterCodec.toEntry(meter).toByteArray()))
            .get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("the catalogue cannot be written: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  private static Meter meter(
      String code, Aggregation aggregation, @Nullable String value, String unit) {
    return new Meter(
        null,
        code,
        1,
        code.replace('_', ' '),
        UsageEvents.EVENT_TYPE,
        aggregation,
        value == null ? null : PropertyPath.parse(value),
        new TreeMap<>(Map.of("model", PropertyPath.parse("$.model"))),
        List.of(),
        unit,
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }
}
