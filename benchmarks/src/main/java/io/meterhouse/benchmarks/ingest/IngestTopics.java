package io.meterhouse.benchmarks.ingest;

import com.google.protobuf.ByteString;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.catalog.AccessKeyEntries;
import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What is in the catalogue before ingest starts: the key of a customer, and one SUM meter. */
final class IngestTopics {

  private IngestTopics() {}

  /** Makes the topics and fills the catalogue; returns the customer's bearer token. */
  static String prepare(KafkaConfig kafka, StartupConfig startup) {
    TopicProvisioner.ensure(kafka, startup, EnumSet.of(Topic.USAGE_ACCEPTED, Topic.CATALOG));
    KeySecret secret = KeySecret.generate(new SecureRandom());
    AccessKey key =
        new AccessKey(
            new Caller(secret.keyId(), TenantId.of(EventBodies.TENANT), Set.of(Scope.USAGE_WRITE)),
            ByteString.copyFrom(secret.hash()),
            null);
    Meter meter = sumOfTokens();
    String catalog = new Topics(kafka).name(Topic.CATALOG);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> entry :
          List.of(
              new ProducerRecord<>(
                  catalog, AccessKeyEntries.key(secret.keyId()), AccessKeyEntries.value(key)),
              new ProducerRecord<>(
                  catalog,
                  CatalogKey.of(meter).bytes(),
                  MeterCodec.toEntry(meter).toByteArray()))) {
        producer.send(entry).get();
      }
    } catch (ExecutionException e) {
      throw new BenchmarkException("the catalogue cannot be written: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
    return secret.token();
  }

  private static Meter sumOfTokens() {
    return new Meter(
        TenantId.of(EventBodies.TENANT),
        "llm_context_tokens",
        1,
        "LLM context tokens",
        EventBodies.EVENT_TYPE,
        Aggregation.SUM,
        PropertyPath.parse(EventBodies.VALUE_PROPERTY),
        new TreeMap<>(),
        List.of(),
        "token",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }
}
