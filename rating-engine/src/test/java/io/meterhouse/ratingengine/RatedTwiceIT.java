package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.ratingengine.Installation.Usage;
import io.meterhouse.testing.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** To rate again what is rated writes nothing and says nothing. */
@ExtendWith(Engines.class)
class RatedTwiceIT {

  private static final String TENANT = "TEN-twice";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final int SUBJECTS = 60;
  private static final int METERS = 10;

  /** All columns, also the transaction that wrote the row. */
  private static final String ROWS =
      "SELECT string_agg(CAST(i AS text), ' ' ORDER BY id) FROM billing_items i";

  private static RatingService service;
  private static Installation installation;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    installation = new Installation(service);
    installation.tenant(TENANT, "UTC");
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldLeaveEachRowAsItIsToTheLastByteAndAnnounceNothing() {
    for (int meter = 0; meter < METERS; meter++) {
      use(installation.meter("meter_" + meter), meter);
    }
    await()
        .atMost(Duration.ofMinutes(8))
        .until(() -> installation.count("SELECT count(*) FROM billing_items") == SUBJECTS * METERS);
    awaitAnnounced();
    String before = installation.text(ROWS);
    Map<TopicPartition, Long> announced = announced();
    assertThat(announced.values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(SUBJECTS * METERS);

    installation.update(
        "INSERT INTO rating_requests (tenant_id, meter, reason, requested_at)"
            + " SELECT DISTINCT tenant_id, meter, 'once more', now() FROM billing_items");
    awaitAnnounced();

    assertThat(
            installation.count(
                "SELECT sum(items_rated) FROM rating_requests WHERE reason = 'once more'"))
        .isGreaterThanOrEqualTo(SUBJECTS * METERS);
    assertThat(
            installation.count(
                "SELECT sum(items_changed) FROM rating_requests WHERE reason = 'once more'"))
        .isZero();
    assertThat(installation.text(ROWS)).isEqualTo(before);
    assertThat(announced()).isEqualTo(announced);
  }

  private static void use(Meter meter, int number) {
    String model =
        service
            .client()
            .post(
                "/api/v1/pricing/models",
                """
                {'tenantId':'%s','name':'tiers','modelType':'usage_based',
                 'config':{'basePrice':0.00%d7,'currency':'USD','usageMetric':'%s'}}
                """
                    .formatted(TENANT, number, meter.code()))
            .id();
    service.assign(TENANT, model);
    installation.useAll(
        IntStream.range(0, SUBJECTS)
            .mapToObj(
                subject ->
                    new Usage(
                        TENANT,
                        "client-" + subject,
                        meter,
                        NOON,
                        subject * 31 + ".125" + number,
                        1))
            .toList());
  }

  /** Until nobody waits for rating, and no announcement for Kafka. */
  private static void awaitAnnounced() {
    await()
        .atMost(Duration.ofMinutes(8))
        .until(
            () ->
                installation.count(
                        "SELECT (SELECT count(*) FROM rating_requests WHERE finished_at IS NULL)"
                            + " + (SELECT count(*) FROM outbox)")
                    == 0);
  }

  private static Map<TopicPartition, Long> announced() {
    Workspace workspace = service.workspace();
    String topic = new Topics(workspace.kafka()).name(Topic.BILLING_RATED);
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < workspace.kafka().partitions(); i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            workspace.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }
}
