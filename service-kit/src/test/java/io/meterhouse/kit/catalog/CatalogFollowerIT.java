package io.meterhouse.kit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class CatalogFollowerIT {

  private static final StartupConfig STARTUP = new StartupConfig(Duration.ofSeconds(60));
  private static final TenantId TENANT = TenantId.of("TEN-1");

  private final KafkaConfig kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private KafkaConsumer<byte[], byte[]> reader;
  private CatalogFollower follower;

  CatalogFollowerIT(EngineAddresses engines) {
    this.kafka =
        new KafkaConfig(engines.kafkaBootstrapServers(), engines.freshName("catalog") + ".", 3, 1);
  }

  @BeforeEach
  void start() {
    TopicProvisioner.ensure(kafka, STARTUP, EnumSet.of(Topic.CATALOG, Topic.USAGE_ACCEPTED));
    producer =
        new KafkaProducer<>(
            kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("fetch.max.wait.ms", "20");
    reader =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    follower = new CatalogFollower(kafka, InstantSource.system());
  }

  @AfterEach
  void close() {
    follower.close();
    reader.close();
    producer.close();
  }

  @Test
  void shouldHaveEveryMeterPublishedBeforeARecordWasAccepted() throws Exception {
    follower.start();
    follower.awaitLoaded(Duration.ofSeconds(30));
    for (int i = 0; i < 40; i++) {
      publish(MeterCodecTest.meter("m" + i));
      Instant accepted = accept();

      follower.catchUpTo(accepted);

      assertThat(follower.current().meter(TENANT, "m" + i)).isPresent();
    }
  }

  @Test
  void shouldHaveEveryMeterPublishedBeforeTheCall() throws Exception {
    follower.start();
    for (int i = 0; i < 20; i++) {
      publish(MeterCodecTest.meter("m" + i));
      follower.catchUp(Duration.ofSeconds(30));
      assertThat(follower.current().meter(TENANT, "m" + i)).isPresent();
    }
  }

  @Test
  void shouldForgetAMeterThatHasATombstoneAndTakeTheNewestOfAKey() throws Exception {
    Meter first = MeterCodecTest.meter("kept");
    publish(first);
    publish(MeterCodecTest.meter("gone"));
    producer
        .send(
            new ProducerRecord<>(
                topic(Topic.CATALOG), new CatalogKey(TENANT, "gone").bytes(), null))
        .get();
    producer.send(new ProducerRecord<>(topic(Topic.CATALOG), new byte[] {1}, new byte[] {2})).get();
    Meter second = MeterCodecTest.meter("kept", 2);
    publish(second);

    follower.start();
    follower.awaitLoaded(Duration.ofSeconds(30));

    assertThat(follower.current().all()).containsExactly(second);
  }

  @Test
  void shouldNotAskTheBrokerTwiceForOneInstant() throws Exception {
    follower.start();
    Instant accepted = accept();
    follower.catchUpTo(accepted);
    // Closed, it can ask nobody any more.
    follower.close();

    follower.catchUpTo(accepted);
    assertThatThrownBy(() -> follower.catchUpTo(accepted.plus(Duration.ofDays(1))))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("is not running");
  }

  @Test
  void shouldOpenWithTheCatalogueReadAndTellNoProblem() throws Exception {
    publish(MeterCodecTest.meter("there"));

    try (CatalogFollower opened = CatalogFollower.open(kafka, STARTUP, InstantSource.system())) {
      assertThat(opened.current().meter(TENANT, "there")).isPresent();
      assertThat(opened.problem()).isEmpty();
    }
  }

  @Test
  void shouldSayWhatToDoWhereTheCatalogueCannotBeReadAtAStart() {
    KafkaConfig nowhere = new KafkaConfig("127.0.0.1:1", "", 1, 1);
    StartupConfig hasty = new StartupConfig(Duration.ofMillis(300));

    assertThatThrownBy(() -> CatalogFollower.open(nowhere, hasty, InstantSource.system()).close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("the catalogue at 127.0.0.1:1 could not be read within 300 ms")
        .hasMessageContaining("METERHOUSE_STARTUP_TIMEOUT")
        .hasCauseInstanceOf(CatalogException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("catalog-follower");
  }

  @Test
  void shouldTellThatItDoesNotFollow() {
    assertThat(follower.problem()).contains("the catalogue was not read yet");

    follower.start();
    follower.awaitLoaded(Duration.ofSeconds(30));
    assertThat(follower.problem()).isEmpty();

    follower.close();
    assertThat(follower.problem())
        .contains("the catalogue is not followed any more, the log says why");
  }

  @Test
  void shouldRefuseATopicThatIsLaidOutOtherwise() {
    KafkaConfig other = new KafkaConfig(kafka.bootstrapServers(), kafka.topicPrefix(), 5, 1);
    assertThatThrownBy(
            () -> TopicProvisioner.ensure(other, STARTUP, EnumSet.of(Topic.USAGE_ACCEPTED)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("has 3 partitions (expected: 5)");
  }

  @Test
  void shouldNameTheBrokerAndTheSettingWhereNoneAnswers() {
    KafkaConfig nowhere = new KafkaConfig("127.0.0.1:1", "", 1, 1);
    assertThatThrownBy(
            () -> TopicProvisioner.ensure(nowhere, new StartupConfig(Duration.ofMillis(300))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("Kafka at 127.0.0.1:1 did not answer")
        .hasMessageContaining("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS");
  }

  private void publish(Meter meter) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topic(Topic.CATALOG),
                CatalogKey.of(meter).bytes(),
                MeterCodec.toEntry(meter).toByteArray()))
        .get();
  }

  /** Appends a usage record and tells the time that the broker stamped it with. */
  private Instant accept() throws Exception {
    RecordMetadata metadata =
        producer.send(new ProducerRecord<>(topic(Topic.USAGE_ACCEPTED), new byte[0])).get();
    TopicPartition partition = new TopicPartition(metadata.topic(), metadata.partition());
    reader.assign(List.of(partition));
    reader.seek(partition, metadata.offset());
    while (true) {
      var records = reader.poll(Duration.ofSeconds(1)).records(partition);
      if (!records.isEmpty()) {
        return Instant.ofEpochMilli(records.getFirst().timestamp());
      }
    }
  }

  private String topic(Topic topic) {
    return new Topics(kafka).name(topic);
  }
}
