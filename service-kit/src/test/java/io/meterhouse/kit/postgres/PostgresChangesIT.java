package io.meterhouse.kit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.kit.change.ChangeRequest;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.change.IdempotencyKey;
import io.meterhouse.kit.change.IdempotencyKeyException;
import io.meterhouse.kit.change.IdempotencyKeyException.Reason;
import io.meterhouse.kit.change.Outcome;
import io.meterhouse.kit.change.Reply;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class PostgresChangesIT {

  private static final StartupConfig STARTUP = new StartupConfig(Duration.ofSeconds(60));
  private static final IdempotencyKey KEY = new IdempotencyKey("2c4a6e1f-e2a7");

  private final Database database;
  private final OutboxPublisher publisher;
  private final AtomicInteger runs = new AtomicInteger();
  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

  PostgresChangesIT(EngineAddresses engines) {
    database =
        Database.open(
            new PostgresConfig(
                engines.postgresUrl(),
                engines.postgresUser(),
                engines.postgresPassword(),
                engines.freshName("changes")),
            STARTUP);
    KafkaConfig kafka =
        new KafkaConfig(engines.kafkaBootstrapServers(), engines.freshName("changes") + ".", 1, 1);
    TopicProvisioner.ensure(kafka, STARTUP, EnumSet.of(Topic.CATALOG));
    publisher = OutboxPublisher.start(database.jdbi(), kafka);
  }

  @AfterEach
  void close() {
    publisher.close();
    database.close();
  }

  @Test
  void shouldGiveTheFirstAnswerAgainAndChangeNothingMore() throws Exception {
    Reply first = changes().carryOut(request("ada", "body", KEY), this::createTenant);
    Reply again = changes().carryOut(request("ada", "body", KEY), this::createTenant);

    assertThat(first).isEqualTo(reply(201, "{\"made\":1}", false));
    assertThat(again).isEqualTo(reply(201, "{\"made\":1}", true));
    assertThat(runs).hasValue(1);
    assertThat(tenants()).isEqualTo(1);
    assertThat(auditTrail()).containsExactly("ada create tenant TEN-1 TEN-1 trace-7");
  }

  @Test
  void shouldRunAnewWithoutAKeyOrWithThatOfAnotherCaller() throws Exception {
    changes().carryOut(request("ada", "body", null), this::createTenant);
    changes().carryOut(request("ada", "body", null), this::createTenant);
    changes().carryOut(request("ada", "body", KEY), this::createTenant);
    changes().carryOut(request("bob", "body", KEY), this::createTenant);

    assertThat(tenants()).isEqualTo(4);
  }

  @Test
  void shouldRunAnewForAnotherTenantOrUserOfTheSameCaller() throws Exception {
    Caller first = new Caller("gateway", TenantId.of("TEN-a"), Set.of(), true);
    Caller second = new Caller("gateway", TenantId.of("TEN-b"), Set.of(), true);
    Caller platform = new Caller("gateway", null, Set.of(), true);
    List<ChangeRequest> requests =
        List.of(
            request(first, Actor.itself(first)),
            request(second, Actor.itself(second)),
            request(platform, Actor.itself(platform)),
            request(first, new Actor("ada", "staff")),
            request(first, new Actor("bob", "staff")),
            request(first, new Actor("bob", "agent")));
    for (ChangeRequest request : requests) {
      assertThat(changes().carryOut(request, this::createTenant).replayed()).isFalse();
    }
    assertThat(tenants()).isEqualTo(requests.size());
  }

  private static ChangeRequest request(Caller caller, Actor actor) {
    return new ChangeRequest(caller, actor, ByteString.copyFromUtf8("body"), KEY, "trace-7");
  }

  @Test
  void shouldRefuseAKeyThatStandsForAnotherRequest() throws Exception {
    changes().carryOut(request("ada", "body", KEY), this::createTenant);

    assertThatThrownBy(
            () -> changes().carryOut(request("ada", "other body", KEY), this::createTenant))
        .isInstanceOfSatisfying(
            IdempotencyKeyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REUSED));
    assertThat(tenants()).isEqualTo(1);
  }

  @Test
  void shouldForgetAKeyWhenItsTimeIsOver() throws Exception {
    changes().carryOut(request("ada", "body", KEY), this::createTenant);
    now = now.plus(Duration.ofHours(24));
    Reply later = changes().carryOut(request("ada", "other body", KEY), this::createTenant);

    assertThat(later.replayed()).isFalse();
    assertThat(tenants()).isEqualTo(2);
  }

  @Test
  void shouldSweepAnswersThatAreOver() throws Exception {
    for (int i = 0; i < 5; i++) {
      changes()
          .carryOut(request("ada", "body", new IdempotencyKey("key-" + i)), this::createTenant);
    }
    now = now.plus(Duration.ofHours(25));
    changes().carryOut(request("ada", "body", KEY), this::createTenant);

    assertThat(count("SELECT count(*) FROM idempotent_replies")).isEqualTo(1);
  }

  @Test
  void shouldUndoWhatWasRefusedAndGiveTheRefusalAgain() throws Exception {
    Changes.Work refused =
        () -> {
          createTenant();
          return new Outcome.Refused(reply(409, "{\"error\":{}}", false));
        };
    assertThat(changes().carryOut(request("ada", "body", KEY), refused).status()).isEqualTo(409);
    assertThat(tenants()).isZero();
    assertThat(auditTrail()).isEmpty();

    assertThat(changes().carryOut(request("ada", "body", KEY), this::createTenant))
        .isEqualTo(reply(409, "{\"error\":{}}", true));
  }

  @Test
  void shouldLeaveNothingOfWorkThatFailedAndLetItBeTriedAgain() throws Exception {
    Changes.Work failing =
        () -> {
          createTenant();
          throw new IllegalStateException("the process died here, as far as the database knows");
        };
    assertThatThrownBy(() -> changes().carryOut(request("ada", "body", KEY), failing))
        .isInstanceOf(IllegalStateException.class);
    assertThat(tenants()).isZero();

    Reply retried = changes().carryOut(request("ada", "body", KEY), this::createTenant);
    assertThat(retried.replayed()).isFalse();
    assertThat(tenants()).isEqualTo(1);
  }

  @Test
  void shouldAnswerConcurrentTwinsAlikeAndRunOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> twins = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        twins.add(
            threads.submit(
                () -> changes().carryOut(request("ada", "body", KEY), this::createTenant)));
      }
      Set<ByteString> bodies = new java.util.HashSet<>();
      for (Future<Reply> twin : twins) {
        bodies.add(twin.get().body());
      }
      assertThat(bodies).containsExactly(ByteString.copyFromUtf8("{\"made\":1}"));
    }
    assertThat(runs).hasValue(1);
    assertThat(tenants()).isEqualTo(1);
  }

  @Test
  void shouldSayThatAKeyIsInUseWhereTheFirstTakesTooLong() throws Exception {
    ChangeConfig impatient = new ChangeConfig(Duration.ofHours(24), Duration.ofMillis(50));
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Reply> slow =
          threads.submit(
              () ->
                  changes(impatient)
                      .carryOut(
                          request("ada", "body", KEY),
                          () -> {
                            began.countDown();
                            mayEnd.await();
                            return createTenant();
                          }));
      began.await();
      assertThatThrownBy(
              () -> changes(impatient).carryOut(request("ada", "body", KEY), this::createTenant))
          .isInstanceOfSatisfying(
              IdempotencyKeyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));
      mayEnd.countDown();
      assertThat(slow.get().status()).isEqualTo(201);
    }
  }

  @Test
  void shouldKeepNoAnswerThatTheDatabaseAloneCouldRead() throws Exception {
    changes()
        .carryOut(
            request("ada", "body", KEY),
            () -> {
              createTenant();
              return done(reply(201, "{\"token\":\"mh_hunter2\"}", false));
            });

    String stored =
        database
            .jdbi()
            .withHandle(
                handle ->
                    new String(
                        handle
                            .createQuery(
                                "SELECT id || fingerprint || sealed FROM idempotent_replies")
                            .mapTo(byte[].class)
                            .one(),
                        StandardCharsets.ISO_8859_1));
    assertThat(stored).doesNotContain("hunter2", "mh_", KEY.value());
  }

  @Test
  void shouldNeverLetTheAuditLogBeAltered() throws Exception {
    changes().carryOut(request("ada", "body", null), this::createTenant);
    for (String sql :
        List.of(
            "UPDATE audit_log SET caller_id = 'eve'",
            "DELETE FROM audit_log",
            "TRUNCATE audit_log")) {
      assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(sql)))
          .as(sql)
          .hasMessageContaining("only ever appended to");
    }
    assertThat(auditTrail()).hasSize(1);
  }

  @Test
  void shouldWriteDownWhyAndWhichEntryIsTakenBack() throws Exception {
    AuditEntry first = entry();
    AuditEntry second = entry().reversing(first.id(), "mistaken", now.minusSeconds(5));
    changes().carryOut(request("ada", "body", null), () -> done(first));
    changes().carryOut(request("bob", "body", null), () -> done(second));
    assertThat(
            count(
                """
                SELECT count(*) FROM audit_log second JOIN audit_log first
                    ON first.entry_id = second.reverses
                 WHERE second.entry_uuid = '%s' AND first.entry_uuid = '%s'
                   AND second.reason = 'mistaken' AND first.reason IS NULL
                   AND second.changed_at = first.changed_at - interval '5 s'
                """
                    .formatted(second.id(), first.id())))
        .isEqualTo(1);
  }

  @Test
  void shouldTakeNothingBackThatIsNoEntryOrIsTakenBack() throws Exception {
    AuditEntry first = entry();
    changes().carryOut(request("ada", "body", null), () -> done(first));
    changes().carryOut(request("ada", "body", null), () -> done(reversing(first.id())));
    for (UUID entry : List.of(first.id(), UUID.randomUUID())) {
      assertThatThrownBy(
              () -> changes().carryOut(request("ada", "b", null), () -> done(reversing(entry))))
          .isInstanceOf(RuntimeException.class);
    }
    assertThat(auditTrail()).hasSize(2);
  }

  private AuditEntry reversing(UUID entry) {
    return entry().reversing(entry, "mistaken", now);
  }

  private static Outcome done(AuditEntry entry) {
    return new Outcome.Done(reply(200, "{}", false), List.of(entry));
  }

  @Test
  void shouldShareOneSecretAmongInstances() {
    byte[] first = InstallationSecrets.get(database.jdbi(), "page-tokens", now);
    assertThat(InstallationSecrets.get(database.jdbi(), "page-tokens", now)).isEqualTo(first);
    assertThat(InstallationSecrets.get(database.jdbi(), "other", now)).isNotEqualTo(first);
  }

  private Outcome createTenant() {
    int run = runs.incrementAndGet();
    // As a store does it: in a transaction of its own, as far as it knows.
    database
        .jdbi()
        .useTransaction(
            handle ->
                handle.execute(
                    "INSERT INTO tenants (tenant_id, tenant_name, created_at)"
                        + " VALUES (?, 'x', now())",
                    "TEN-" + run));
    return done(reply(201, "{\"made\":" + run + "}", false));
  }

  private static Outcome done(Reply reply) {
    return new Outcome.Done(reply, List.of(entry()));
  }

  private static AuditEntry entry() {
    TenantId tenant = TenantId.of("TEN-1");
    return new AuditEntry(
        tenant,
        AuditAction.CREATE,
        "tenant",
        tenant.value(),
        null,
        JsonNodeFactory.instance.objectNode().put("tenant_id", "TEN-1"));
  }

  private Changes changes() {
    return changes(ChangeConfig.DEFAULT);
  }

  private Changes changes(ChangeConfig config) {
    return new PostgresChanges(database.jdbi(), publisher, config, () -> now);
  }

  private static ChangeRequest request(String caller, String body, @Nullable IdempotencyKey key) {
    Caller sender = new Caller(caller, null, Set.of(), true);
    return new ChangeRequest(
        sender, Actor.itself(sender), ByteString.copyFromUtf8(body), key, "trace-7");
  }

  private static Reply reply(int status, String body, boolean replayed) {
    return new Reply(status, "application/json", ByteString.copyFromUtf8(body), replayed);
  }

  private long tenants() {
    return count("SELECT count(*) FROM tenants");
  }

  private long count(String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private List<String> auditTrail() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT concat_ws(' ', caller_id, action, entity_type, entity_id,"
                            + " tenant_id, trace_id) FROM audit_log ORDER BY entry_id")
                    .mapTo(String.class)
                    .list());
  }
}
