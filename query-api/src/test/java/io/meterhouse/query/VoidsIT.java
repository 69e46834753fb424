package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventWriter;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.Watermarks;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class VoidsIT {

  private static final int PARTITIONS = 3;
  private static final String PATH = "/api/v1/usage/events:void";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines, PARTITIONS);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldTellTheStagesWhatCountsNoMore() throws Exception {
    EventRow event = event("TEN-told", "llm.request", "1", "{\"tokens\":1.50}", 2, 1);
    store(event);

    Answer answer = voids("TEN-told", "['1']");

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.body().path("voided").intValue()).isEqualTo(1);
    assertThat(outcomes(answer)).containsExactly("1 voided");
    ConsumerRecord<byte[], byte[]> told = told("TEN-told", 1).getFirst();
    assertThat(new String(told.key(), StandardCharsets.UTF_8)).isEqualTo("TEN-told/llm.request/2");
    assertThat(told.partition())
        .as("the partition that the stream job gives to the key")
        .isEqualTo(Utils.toPositive(Utils.murmur2(told.key())) % PARTITIONS);
    assertThat(UsageRecord.parseFrom(told.value()))
        .isEqualTo(
            UsageRecord.newBuilder()
                .setTenantId("TEN-told")
                .setSource("s")
                .setId("1")
                .setType("llm.request")
                .setSubject("client-7")
                .setTime(Times.toWire(event.time()))
                .setData(ByteString.copyFromUtf8("{\"tokens\":1.50}"))
                .setIngestId("ing-1")
                .setAccepted(accepted(event))
                .setVoid(mark())
                .build());
  }

  @Test
  void shouldGoToThePartitionOfItsKeyWhateverItIs() {
    for (int shard = 0; shard < 12; shard++) {
      store(event("TEN-spread", "type-" + shard, "1" + shard, "{}", shard, 100 + shard));
    }

    voids("TEN-spread", "['10','11','12','13','14','15','16','17','18','19','110','111']");

    assertThat(told("TEN-spread", 12))
        .allSatisfy(
            record ->
                assertThat(record.partition())
                    .isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % PARTITIONS))
        .extracting(ConsumerRecord::partition)
        .contains(0, 1, 2);
  }

  @Test
  void shouldKeepTheShardThatCountedTheEventHoweverManyThereAreNow() {
    service.createTenant("TEN-fewer");
    store(event("TEN-fewer", "calls", "1", "{}", 7, 1));
    store(event("TEN-fewer", "calls", "2", "{}", 0, 2));
    Answer fewer =
        service.put("/api/v1/usage/shards", "{'tenant_id':'TEN-fewer','type':'calls','shards':2}");
    assertThat(fewer.status()).as(fewer.text()).isEqualTo(200);

    voids("TEN-fewer", "['1','2']");

    assertThat(told("TEN-fewer", 2))
        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
        .containsExactlyInAnyOrder("TEN-fewer/calls/7", "TEN-fewer/calls/0");
  }

  @Test
  void shouldVoidASnapshotByItsIngestId() throws Exception {
    EventRow snapshot =
        event(
            "TEN-snapshot",
            Meter.SNAPSHOT_TYPE,
            "1",
            "{\"metric_code\":\"disk\",\"metric_value\":1.5,\"usage_date\":\"2026-11-20\"}",
            0,
            1);
    store(snapshot);

    assertThat(outcomes(voids("TEN-snapshot", "['1']"))).containsExactly("1 voided");

    UsageRecord told = UsageRecord.parseFrom(told("TEN-snapshot", 1).getFirst().value());
    assertThat(told.getSnapshot())
        .isEqualTo(
            Snapshot.newBuilder()
                .setMetricCode("disk")
                .setValue(Decimals.toWire(new BigDecimal("1.5")))
                .setUsageEpochDay(LocalDate.of(2026, 11, 20).toEpochDay())
                .build());
    assertThat(told.getData().isEmpty()).isTrue();
    assertThat(told.hasTime()).isFalse();
    assertThat(told.getVoid()).isEqualTo(mark());
  }

  @Test
  void shouldVoidAnEventOnce() {
    store(event("TEN-once", "t", "1", "{}", 0, 1));
    store(event("TEN-once", "t", "2", "{}", 0, 2));
    voids("TEN-once", "['1']");

    Answer again = voids("TEN-once", "['2','1']");

    assertThat(outcomes(again)).containsExactly("2 voided", "1 already_voided");
    assertThat(voids("TEN-once", "['1']").body().path("already_voided").intValue()).isEqualTo(1);
    store(event("TEN-once", "t", "3", "{}", 0, 3));
    voids("TEN-once", "['3']");
    assertThat(told("TEN-once", 3)).hasSize(3);
    JsonNode entries =
        service.get("/api/v1/audit-logs?tenant_id=TEN-once&action=void").body().path("audit_logs");
    assertThat(entries.findValues("ids").stream().map(JsonNode::toString))
        .containsExactly("[\"3\"]", "[\"2\"]", "[\"1\"]");
    assertThat(entries.get(0).at("/after/reason").asText()).isEqualTo("sent by a test");
  }

  @Test
  void shouldVoidAnIdEachTimeThatItWasTaken() {
    store(event("TEN-twice", "t", "1", "{}", 0, 1));
    store(event("TEN-twice", "other", "1", "{}", 0, 2));

    assertThat(outcomes(voids("TEN-twice", "['1']"))).containsExactly("1 voided");

    assertThat(told("TEN-twice", 2)).hasSize(2);
  }

  @Test
  void shouldAnswerARetryWithItsKeyAsBefore() {
    store(event("TEN-retry", "t", "1", "{}", 0, 1));
    String body = "{'tenant_id':'TEN-retry','source':'s','ids':['1'],'reason':'sent by a test'}";
    Map<String, String> key = Map.of("Idempotency-Key", "void-1");

    Answer first = service.client().post(PATH, body, key);
    Answer again = service.client().post(PATH, body, key);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(outcomes(again)).containsExactly("1 voided");
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
  }

  @Test
  void shouldFindAThousandLongIds() {
    List<String> ids =
        IntStream.range(0, VoidRequest.MAX_IDS)
            .mapToObj(i -> "x".repeat(VoidRequest.MAX_ID_CHARS - 4) + "%04d".formatted(i))
            .toList();
    new EventWriter(service.store())
        .write(
            IntStream.range(0, ids.size())
                .mapToObj(i -> event("TEN-many", "t", ids.get(i), "{}", 0, i))
                .toList());

    Answer answer = voids("TEN-many", "['" + String.join("','", ids) + "']");

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.body().path("voided").intValue()).isEqualTo(ids.size());
  }

  @Test
  void shouldNotReachTheEventsOfAnotherTenant() {
    store(event("TEN-victim", "t", "1", "{}", 0, 1));

    Answer own = as("TEN-intruder", "{'source':'s','ids':['1'],'reason':'r'}");
    Answer named =
        as("TEN-intruder", "{'tenant_id':'TEN-victim','source':'s','ids':['1'],'reason':'r'}");

    assertThat(outcomes(own)).containsExactly("1 unknown");
    assertThat(named.status()).isEqualTo(403);
    assertThat(outcomes(voids("TEN-victim", "['1']"))).containsExactly("1 voided");
  }

  @Test
  void shouldRefuseWhatItCannotRead() {
    Answer refused = service.post(PATH, "{'tenant_id':'TEN-1','source':'s','ids':[],'reson':'r'}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactlyInAnyOrder("ids", "reason", "reson");
  }

  /** In a place of its own, because it stops the watermark for whoever looks for unknown ids. */
  @Test
  void shouldCallAnIdUnknownOnlyOnceEverythingAcceptedHasArrived(EngineAddresses engines)
      throws Exception {
    try (QueryService other = QueryService.start(engines, PARTITIONS)) {
      Topics topics = new Topics(other.config().kafka());
      String body = "{'tenant_id':'TEN-way','source':'s','ids':['1'],'reason':'r'}";
      assertThat(outcomes(other.post(PATH, body))).containsExactly("1 unknown");
      Instant accepted = send(topics, Topic.USAGE_ACCEPTED);
      send(topics, Topic.USAGE_UNIQUE);

      Answer early = other.post(PATH, body);
      assertThat(early.status()).as(early.text()).isEqualTo(503);
      assertThat(early.headers().firstValue("Retry-After")).isPresent();

      new Watermarks(other.store()).record(Watermarks.USAGE, accepted.plusMillis(1));
      assertThat(other.post(PATH, body).status()).isEqualTo(503);

      Map<Integer, Long> ends = Map.of(0, 1L, 1, 1L, 2, 1L);
      new SinkProgress(other.store()).record("events", topics.name(Topic.USAGE_UNIQUE), ends);
      assertThat(outcomes(other.post(PATH, body))).containsExactly("1 unknown");
    }
  }

  private static Instant send(Topics topics, Topic topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            topics.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      return Instant.ofEpochMilli(
          producer
              .send(new ProducerRecord<>(topics.name(topic), 1, new byte[1], new byte[1]))
              .get()
              .timestamp());
    }
  }

  private static Answer voids(String tenant, String ids) {
    return service.post(
        PATH,
        "{'tenant_id':'%s','source':'s','ids':%s,'reason':'sent by a test'}"
            .formatted(tenant, ids));
  }

  private static Answer as(String tenant, String singleQuoted) {
    return service
        .client()
        .post(PATH, singleQuoted, Map.of("Authorization", "Bearer " + TestTokens.ofTenant(tenant)));
  }

  private static List<String> outcomes(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    List<String> outcomes = new ArrayList<>();
    for (JsonNode event : answer.body().path("events")) {
      outcomes.add(event.path("id").asText() + " " + event.path("outcome").asText());
    }
    return outcomes;
  }

  private static void store(EventRow event) {
    new EventWriter(service.store()).write(List.of(event));
  }

  private static EventRow event(
      String tenant, String type, String id, String data, int shard, long offset) {
    Instant time = Instant.parse("2026-11-20T10:00:00.123456789Z");
    return new EventRow(
        tenant,
        type,
        "s",
        id,
        "client-7",
        time,
        Instant.parse("2026-11-20T10:00:01.5Z"),
        ByteString.copyFromUtf8(data),
        "ing-" + id,
        Identity.of(new TenantId(tenant), "s", id),
        1,
        offset,
        shard,
        null);
  }

  private static AcceptedPosition accepted(EventRow event) {
    return AcceptedPosition.newBuilder()
        .setPartition(event.acceptedPartition())
        .setOffset(event.acceptedOffset())
        .setAcceptedAtMillis(event.acceptedAt().toEpochMilli())
        .build();
  }

  private static Void mark() {
    return Void.newBuilder()
        .setReason("sent by a test")
        .setVoidedBy("platform")
        .setVoidedAtMillis(QueryService.NOW.toEpochMilli())
        .build();
  }

  /** That tenant's records of usage.unique, once there are so many. */
  private static List<ConsumerRecord<byte[], byte[]>> told(String tenant, int count) {
    Topics topics = new Topics(service.config().kafka());
    List<TopicPartition> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(number -> new TopicPartition(topics.name(Topic.USAGE_UNIQUE), number))
            .toList();
    List<ConsumerRecord<byte[], byte[]>> told = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            topics.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                  if (new String(record.key(), StandardCharsets.UTF_8).startsWith(tenant + "/")) {
                    told.add(record);
                  }
                }
                return told.size() >= count;
              });
    }
    return told;
  }
}
