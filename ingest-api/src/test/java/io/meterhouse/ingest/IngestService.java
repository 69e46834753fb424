package io.meterhouse.ingest;

import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.testing.ServiceUnderTest;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Ingest on the shared brokers, and what it left in the topic. */
final class IngestService implements AutoCloseable {

  /** What the service's clock says. */
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  static final String EVENTS = "/api/v1/events";
  static final String SNAPSHOTS = "/api/v1/usage/snapshots";

  private static final Duration POLL = Duration.ofMillis(200);

  private final Topics topics;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ServiceUnderTest service;

  private IngestService(Workspace workspace, List<Meter> known) throws Exception {
    topics = new Topics(workspace.kafka());
    producer =
        new KafkaProducer<>(
            workspace.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            workspace.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    TopicProvisioner.ensure(workspace.kafka(), workspace.startup(), List.of(Topic.CATALOG));
    for (Meter meter : known) {
      publish(meter);
    }
    InstantSource clock = InstantSource.fixed(NOW);
    IngestConfig config = IngestConfig.of(workspace.kafka(), workspace.startup());
    service = ServiceUnderTest.start(() -> IngestModule.create(config, clock), clock);
  }

  /** With meters that are in the catalogue before the service starts. */
  static IngestService start(EngineAddresses engines, Meter... known) throws Exception {
    return new IngestService(Workspace.on(engines, "ingest", 4), List.of(known));
  }

  List<RouteGroup> routes() {
    return service.routes();
  }

  ApiClient client() {
    return service.client();
  }

  Answer get(String path) {
    return service.client().get(path);
  }

  Answer post(String path, String contentType, String body) {
    return post(path, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  Answer post(String path, Map<String, String> headers, byte[] body) {
    return service.client().send("POST", path, headers, body);
  }

  /** Puts a meter into the catalogue; the service hears of it when it asks. */
  void publish(Meter meter) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topics.name(Topic.CATALOG),
                CatalogKey.of(meter).bytes(),
                MeterCodec.toEntry(meter).toByteArray()))
        .get();
  }

  /** Everything of a tenant that the topic has now. */
  List<ConsumerRecord<byte[], byte[]>> recordsOf(String tenant) throws IOException {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    String topic = topics.name(Topic.USAGE_ACCEPTED);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (UsageRecord.parseFrom(record.value()).getTenantId().equals(tenant)) {
          found.add(record);
        }
      }
    }
    return found;
  }

  /** The ids of {@link #recordsOf}. */
  List<String> idsOf(String tenant) throws IOException {
    List<String> ids = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : recordsOf(tenant)) {
      ids.add(UsageRecord.parseFrom(record.value()).getId());
    }
    return ids;
  }

  @Override
  public void close() {
    service.close();
    consumer.close();
    producer.close();
  }
}
