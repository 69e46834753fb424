package io.meterhouse.kit.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class OutboxIT {

  private static final StartupConfig STARTUP = new StartupConfig(Duration.ofSeconds(60));

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MORE_THAN_KAFKA_TAKES = 2 << 20;

  private final EngineAddresses engines;
  private final KafkaConfig kafka;
  private final Database database;

  OutboxIT(EngineAddresses engines) {
    this.engines = engines;
    this.kafka =
        new KafkaConfig(engines.kafkaBootstrapServers(), engines.freshName("outbox") + ".", 2, 1);
    this.database = Database.open(postgres(engines.postgresPassword()), STARTUP);
  }

  @BeforeEach
  void makeTopics() {
    TopicProvisioner.ensure(kafka, STARTUP, EnumSet.of(Topic.CATALOG));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void shouldHaveInTheTopicWhatWasCommittedWhenPublishNowReturns() {
    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), kafka)) {
      database
          .jdbi()
          .useTransaction(
              handle -> {
                for (int i = 0; i < 1_200; i++) {
                  add(handle, "key", "v" + i);
                }
              });

      assertThat(publisher.publishNow(Topic.CATALOG)).isTrue();

      List<String> published = published();
      assertThat(published).hasSize(1_200).startsWith("v0", "v1").endsWith("v1199");
      assertThat(pendingRows()).isZero();
    }
  }

  @Test
  void shouldNotSkipALowerIdThatCommitsLater() {
    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), kafka);
        Handle early = database.jdbi().open()) {
      early.begin();
      add(early, "early", "early");
      database.jdbi().useTransaction(handle -> add(handle, "late", "late"));
      assertThat(publisher.publishNow(Topic.CATALOG)).isTrue();
      assertThat(published()).containsExactly("late");

      early.commit();
      assertThat(publisher.publishNow(Topic.CATALOG)).isTrue();
      assertThat(published()).containsExactly("late", "early");
    }
  }

  @Test
  void shouldNotPublishWhatWasRolledBack() {
    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), kafka)) {
      database
          .jdbi()
          .useTransaction(
              handle -> {
                add(handle, "never", "never");
                handle.rollback();
              });
      assertThat(publisher.publishNow(Topic.CATALOG)).isTrue();
      assertThat(published()).isEmpty();
    }
  }

  @Test
  void shouldKeepARowThatKafkaDidNotTakeAndPublishItInTheBackgroundLater() {
    KafkaConfig nowhere = new KafkaConfig("127.0.0.1:1", kafka.topicPrefix(), 2, 1);
    database.jdbi().useTransaction(handle -> add(handle, "kept", "kept"));
    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), nowhere)) {
      assertThat(publisher.publishNow(Topic.CATALOG)).isFalse();
      assertThat(publisher.problem()).isEmpty();
    }
    assertThat(pendingRows()).isEqualTo(1);

    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), kafka)) {
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> pendingRows() == 0);
      assertThat(published()).containsExactly("kept");
      publisher.publishSoon();
    }
  }

  @Test
  void shouldPublishEachRowOnceWhereTwoServicesPublish() {
    try (OutboxPublisher one = OutboxPublisher.start(database.jdbi(), kafka);
        OutboxPublisher two = OutboxPublisher.start(database.jdbi(), kafka)) {
      for (int i = 0; i < 50; i++) {
        String value = "v" + i;
        database.jdbi().useTransaction(handle -> add(handle, "key", value));
        one.publishSoon();
        assertThat(two.publishNow(Topic.CATALOG)).isTrue();
        assertThat(pendingRows()).isZero();
      }
      assertThat(published()).hasSize(50).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldTellAFailureThatNobodyExpectedAndGoOnWhenItIsOver() {
    AtomicReference<@Nullable Throwable> failure =
        new AtomicReference<>(new IllegalStateException("unexpected"));
    database.jdbi().useTransaction(handle -> add(handle, "kept", "kept"));
    try (OutboxPublisher publisher = OutboxPublisher.start(failingWith(failure), kafka)) {
      Awaitility.await().until(() -> publisher.problem().isPresent());
      assertThat(publisher.problem()).contains("outbox-publisher fails, the log says why");

      failure.set(null);
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> pendingRows() == 0);
      Awaitility.await().until(() -> publisher.problem().isEmpty());
      assertThat(published()).containsExactly("kept");
    }
  }

  @Test
  void shouldTellARecordThatTheBrokersRefuseAndGoOnWhenItIsGone() {
    database
        .jdbi()
        .useTransaction(handle -> add(handle, "large", "x".repeat(MORE_THAN_KAFKA_TAKES)));
    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), kafka)) {
      awaitFailing(publisher);
      assertThat(publisher.publishNow(Topic.CATALOG)).isFalse();

      database.jdbi().useHandle(handle -> handle.execute("DELETE FROM outbox"));
      database.jdbi().useTransaction(handle -> add(handle, "small", "small"));
      awaitWorking(publisher);
      assertThat(published()).containsExactly("small");
    }
  }

  @Test
  void shouldTellATopicThatIsGoneAndGoOnWhenItIsBack() throws Exception {
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      admin.deleteTopics(List.of(new Topics(kafka).name(Topic.CATALOG))).all().get();
    }
    database.jdbi().useTransaction(handle -> add(handle, "kept", "kept"));
    try (OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), kafka)) {
      awaitFailing(publisher);

      makeTopics();
      awaitWorking(publisher);
      assertThat(published()).containsExactly("kept");
    }
  }

  @Test
  void shouldTellThatItMayNotReadTheOutboxAndGoOnWhenItMay() {
    String schema = schema();
    String role = engines.freshName("role");
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "CREATE ROLE %1$s LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA %2$s TO %1$s"
                        .formatted(role, schema)));
    database.jdbi().useTransaction(handle -> add(handle, "kept", "kept"));
    Jdbi limited = Jdbi.create(urlOf(schema), role, "secret");
    try (OutboxPublisher publisher = OutboxPublisher.start(limited, kafka)) {
      awaitFailing(publisher);

      database
          .jdbi()
          .useHandle(handle -> handle.execute("GRANT SELECT, DELETE ON outbox TO " + role));
      awaitWorking(publisher);
      assertThat(published()).containsExactly("kept");
    }
  }

  @Test
  void shouldTellThatAnErrorEndedIt() {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>(new StackOverflowError());
    try (OutboxPublisher publisher = OutboxPublisher.start(failingWith(failure), kafka)) {
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(publisher.problem())
                      .contains("outbox-publisher has ended, the log says why"));
    }
  }

  @Test
  void shouldNotTakeAnEngineThatIsAwayForAFailureOfItsOwn() {
    AtomicInteger asked = new AtomicInteger();
    try (OutboxPublisher publisher =
        OutboxPublisher.start(
            Jdbi.create(
                () -> {
                  asked.incrementAndGet();
                  throw new SQLTransientConnectionException("away");
                }),
            kafka)) {
      Awaitility.await().until(() -> asked.get() >= 2);
      assertThat(publisher.problem()).isEmpty();
    }
  }

  @Test
  void shouldNameTheServerAndTheSettingWhereNoneAnswers() {
    PostgresConfig nowhere =
        new PostgresConfig("jdbc:postgresql://127.0.0.1:1/x", "u", "hunter2", "public");
    assertThatThrownBy(
            () -> Database.open(nowhere, new StartupConfig(Duration.ofMillis(300))).close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("PostgreSQL at jdbc:postgresql://127.0.0.1:1/x")
        .hasMessageContaining("METERHOUSE_POSTGRES_URL")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shouldSayAtOnceThatTheDatabaseDoesNotExist() {
    PostgresConfig missing =
        new PostgresConfig(
            engines.postgresUrl().replaceFirst("/[^/?]*(\\?.*)?$", "/no_such_database"),
            engines.postgresUser(),
            engines.postgresPassword());
    assertThatThrownBy(() -> Database.open(missing, STARTUP).close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("no_such_database does not exist");
  }

  /** The database, which nobody can connect to as long as there is a failure. */
  private Jdbi failingWith(AtomicReference<@Nullable Throwable> failure) {
    return Jdbi.create(
        () ->
            switch (failure.get()) {
              case RuntimeException e -> throw e;
              case Error e -> throw e;
              case null, default -> database.jdbi().open().getConnection();
            });
  }

  private static void awaitFailing(OutboxPublisher publisher) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(publisher.problem())
                    .contains("outbox-publisher fails, the log says why"));
  }

  /** Until nothing is left to publish. */
  private void awaitWorking(OutboxPublisher publisher) {
    Awaitility.await().atMost(PATIENCE).until(() -> pendingRows() == 0);
    Awaitility.await().atMost(PATIENCE).until(() -> publisher.problem().isEmpty());
  }

  private String schema() {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("SELECT current_schema()").mapTo(String.class).one());
  }

  private String urlOf(String schema) {
    String separator = engines.postgresUrl().contains("?") ? "&" : "?";
    return engines.postgresUrl() + separator + "currentSchema=" + schema;
  }

  private PostgresConfig postgres(String password) {
    return new PostgresConfig(
        engines.postgresUrl(), engines.postgresUser(), password, engines.freshName("kit"), 4);
  }

  private static void add(Handle handle, String key, String value) {
    Outbox.add(handle, Topic.CATALOG, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private int pendingRows() {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("SELECT count(*) FROM outbox").mapTo(Integer.class).one());
  }

  private List<String> published() {
    TopicPartition partition = new TopicPartition(new Topics(kafka).name(Topic.CATALOG), 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> values.add(new String(record.value(), UTF_8)));
      }
    }
    return values;
  }
}
