package io.meterhouse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a client is told, and what is in the topic afterwards, are the same. */
@ExtendWith(Engines.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestIT {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String EVENTS = "/api/v1/events";
  private static final String SNAPSHOTS = "/api/v1/usage/snapshots";

  private final KafkaConfig kafka;
  private RunningService service;
  private Calls calls;

  IngestIT(EngineAddresses engines) {
    this.kafka =
        new KafkaConfig(engines.kafkaBootstrapServers(), engines.freshName("ingest") + ".", 4, 1);
  }

  @BeforeAll
  void start() {
    IngestModule module =
        IngestModule.create(
            IngestConfig.of(kafka, new StartupConfig(Duration.ofSeconds(60))),
            InstantSource.fixed(NOW));
    service =
        ServiceRunner.start(HttpConfig.onFreePort(), List.of(module), InstantSource.fixed(NOW));
    calls = new Calls(service.address());
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void shouldKeepOneCloudEventWithEveryDigitThatWasWritten() throws Exception {
    Calls.Answer answer =
        calls.post(
            EVENTS,
            "application/cloudevents+json; charset=UTF-8",
            """
            {"specversion":"1.0","id":"one","source":"checkout","type":"llm.request",
             "tenantid":"TEN-one","subject":"client-7","time":"2026-11-21T09:59:59.123456789+01:00",
             "data":{"tokens": 1.20e2, "price":0.10000000000000000000001, "name":"\\u00fc\\n"}}
            """);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"rejected\":0,\"errors\":[]}");
    ConsumerRecord<byte[], byte[]> kept = recordsOf("TEN-one").getFirst();
    assertThat(kept.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(kept.key())
        .isEqualTo(Identity.of(TenantId.of("TEN-one"), "checkout", "one").bytes());
    UsageRecord record = UsageRecord.parseFrom(kept.value());
    assertThat(record.getData().toStringUtf8())
        .isEqualTo("{\"tokens\":1.20e2,\"price\":0.10000000000000000000001,\"name\":\"ü\\n\"}");
    assertThat(record.getTime().getEpochSeconds())
        .isEqualTo(Instant.parse("2026-11-21T08:59:59Z").getEpochSecond());
    assertThat(record.getTime().getNanos()).isEqualTo(123_456_789);
    assertThat(record.getIngestId()).matches("ing-[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(record.getSubject()).isEqualTo("client-7");
  }

  @Test
  void shouldTakeTheGoodEventsOfABatchAndTellAboutTheOthers() throws Exception {
    Calls.Answer answer =
        calls.post(
            EVENTS,
            "application/json",
            """
            [{"id":"a","source":"s","type":"t","tenantid":"TEN-batch"},
             {"id":"b","source":"s","tenantid":"TEN-batch"},
             7,
             {"id":"c","source":"s","type":"t","tenantid":"TEN-batch","data":{"k":1,"k":2}},
             {"id":"d","source":"s","type":"t","tenantid":"TEN-batch"}]
            """);

    assertThat(answer.status()).isEqualTo(202);
    JsonNode body = answer.json();
    assertThat(body.get("accepted").intValue()).isEqualTo(2);
    assertThat(body.get("rejected").intValue()).isEqualTo(3);
    assertThat(body.get("errors").findValuesAsText("code"))
        .containsExactly("MISSING_FIELD", "WRONG_TYPE", "INVALID_JSON");
    assertThat(body.get("errors").findValuesAsText("index")).containsExactly("1", "2", "3");
    assertThat(body.get("errors").get(0).get("id").textValue()).isEqualTo("b");
    assertThat(ids(recordsOf("TEN-batch"))).containsExactlyInAnyOrder("a", "d");
  }

  @Test
  void shouldAnswer400WithTheEnvelopeWhereNoneIsGood() throws Exception {
    Calls.Answer answer =
        calls.post(EVENTS, "application/json", "{\"id\":\"x\",\"source\":\"s\",\"type\":\"t\"}");

    assertThat(answer.status()).isEqualTo(400);
    JsonNode body = answer.json();
    assertThat(body.get("accepted").intValue()).isZero();
    assertThat(body.get("errors").get(0).get("code").textValue()).isEqualTo("TENANT_MISSING");
    assertThat(body.get("error").get("code").textValue()).isEqualTo("TENANT_MISSING");
    assertThat(body.get("error").get("trace_id").textValue()).startsWith("req-");
  }

  @Test
  void shouldReadNdjsonLineByLineGzippedAndWithTheTenantOfTheHeader() throws Exception {
    String lines =
        """
        {"id":"l1","source":"s","type":"t"}
        {"id":"l2",

        {"id":"l3","source":"s","type":"t"}
        """;
    Calls.Answer answer =
        calls.post(
            EVENTS,
            Map.of(
                "content-type",
                "APPLICATION/X-NDJSON; charset=utf-8",
                "content-encoding",
                "gzip",
                "x-tenant-id",
                "TEN-ndjson"),
            gzip(lines));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("accepted").intValue()).isEqualTo(2);
    assertThat(answer.json().get("errors").get(0).get("index").intValue()).isEqualTo(1);
    assertThat(ids(recordsOf("TEN-ndjson"))).containsExactlyInAnyOrder("l1", "l3");
  }

  @Test
  void shouldRefuseAValueThatAKnownMeterCannotRead() throws Exception {
    publish(IngestFixtures.sumOfTokens("TEN-meter"));

    Calls.Answer answer =
        calls.post(
            EVENTS,
            "application/json",
            """
            {"id":"m","source":"s","type":"llm.request","tenantid":"TEN-meter",
             "data":{"tokens":0.1234567890123}}
            """);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").get("code").textValue()).isEqualTo("VALUE_TOO_PRECISE");
    assertThat(answer.json().get("errors").get(0).get("details").get(0).get("field").textValue())
        .isEqualTo("data.tokens");
    assertThat(recordsOf("TEN-meter")).isEmpty();
  }

  @Test
  void shouldTakeASnapshotAsTheSeedShowsIt() throws Exception {
    publish(IngestFixtures.snapshotMeter("TEN-00123", "egress_gb"));

    Calls.Answer answer =
        calls.post(
            SNAPSHOTS,
            "application/json",
            """
            {"tenant_id":"TEN-00123","metric_code":"egress_gb","metric_value":12.34,
             "usage_date":"2025-10-06","new_field":true}
            """);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body())
        .matches("\\{\"status\":\"accepted\",\"ingest_id\":\"ing-[0-9A-Z]{26}\"}");
    UsageRecord record = UsageRecord.parseFrom(recordsOf("TEN-00123").getFirst().value());
    assertThat(record.getSnapshot().getMetricCode()).isEqualTo("egress_gb");
    assertThat(record.getSnapshot().getUsageEpochDay()).isEqualTo(20_367);
    assertThat(answer.body()).contains(record.getId()).contains(record.getIngestId());
  }

  @Test
  void shouldRefuseASnapshotOfAnUnknownMeterAndOneWithThirteenDecimals() throws Exception {
    publish(IngestFixtures.snapshotMeter("TEN-snap", "disk"));

    Calls.Answer unknown = calls.post(SNAPSHOTS, "application/json", snapshot("memory", "1"));
    Calls.Answer precise =
        calls.post(SNAPSHOTS, "application/json", snapshot("disk", "1.1234567890123"));

    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.json().at("/error/code").textValue()).isEqualTo("UNKNOWN_METER");
    assertThat(unknown.json().at("/error/details/0/field").textValue()).isEqualTo("metric_code");
    assertThat(precise.status()).isEqualTo(400);
    assertThat(precise.json().at("/error/code").textValue()).isEqualTo("VALUE_TOO_PRECISE");
    assertThat(recordsOf("TEN-snap")).isEmpty();
  }

  @Test
  void shouldTakeSnapshotsInABatch() throws Exception {
    publish(IngestFixtures.snapshotMeter("TEN-many", "disk"));
    String good = "{\"metric_code\":\"disk\",\"metric_value\":\"7\",\"usage_date\":\"2026-11-20\"}";
    String bad = "{\"metric_code\":\"disk\",\"metric_value\":\"x\",\"usage_date\":\"2026-11-20\"}";

    Calls.Answer answer =
        calls.post(
            SNAPSHOTS + ":batch",
            Map.of("Content-Type", "application/json", "X-Tenant-Id", "TEN-many"),
            ("{\"snapshots\":[" + good + "," + bad + "," + good + "]}").getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("results").findValuesAsText("index")).containsExactly("0", "2");
    assertThat(answer.json().at("/errors/0/code").textValue()).isEqualTo("VALUE_NOT_A_NUMBER");
    List<String> ingestIds = answer.json().get("results").findValuesAsText("ingest_id");
    assertThat(ingestIds).isSorted().doesNotHaveDuplicates();
    assertThat(ids(recordsOf("TEN-many"))).containsExactlyInAnyOrderElementsOf(ingestIds);
  }

  @Test
  void shouldRefuseWhatIsNoJsonOrOfAnotherKindOrTooLarge() throws Exception {
    Calls.Answer malformed = calls.post(EVENTS, "application/json", "[{\"id\":1},\n  oops]");
    Calls.Answer otherKind = calls.post(EVENTS, "text/plain", "hello");
    Calls.Answer large = calls.post(EVENTS, "application/json", " ".repeat(9 * 1024 * 1024) + "[]");
    Calls.Answer bomb =
        calls.post(
            EVENTS,
            Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
            gzip(" ".repeat(9 * 1024 * 1024) + "[]"));

    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.json().at("/error/message").textValue()).contains("line 2, column");
    assertThat(otherKind.status()).isEqualTo(415);
    assertThat(large.status()).isEqualTo(413);
    assertThat(bomb.status()).isEqualTo(413);
  }

  @Test
  void shouldBeReady() throws Exception {
    assertThat(calls.get("/health/ready").body()).contains("\"ingest-api\":\"ready\"");
  }

  private static String snapshot(String metric, String value) {
    return "{\"tenant_id\":\"TEN-snap\",\"metric_code\":\""
        + metric
        + "\",\"metric_value\":"
        + value
        + ",\"usage_date\":\"2026-11-20\"}";
  }

  private void publish(Meter meter) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  new Topics(kafka).name(Topic.CATALOG),
                  CatalogKey.of(meter).bytes(),
                  MeterCodec.toEntry(meter).toByteArray()))
          .get();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> recordsOf(String tenant) throws IOException {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      String topic = new Topics(kafka).name(Topic.USAGE_ACCEPTED);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (UsageRecord.parseFrom(record.value()).getTenantId().equals(tenant)) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }

  private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
    List<String> ids = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ids.add(UsageRecord.parseFrom(record.value()).getId());
    }
    return ids;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }
}
