package io.meterhouse.kit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.limits.Charge;
import io.meterhouse.kit.limits.FallbackBuckets;
import io.meterhouse.kit.limits.HandMovedClock;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.MemoryBuckets;
import io.meterhouse.kit.limits.Standing;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class PostgresBucketsIT {

  private static final StartupConfig STARTUP = new StartupConfig(Duration.ofSeconds(60));
  private static final int MAX_BUCKETS = 1_000;

  private final HandMovedClock clock = new HandMovedClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final PostgresConfig config;
  private final PostgresBuckets one;
  private final PostgresBuckets other;
  private final Jdbi admin;

  PostgresBucketsIT(EngineAddresses engines) {
    this.config =
        new PostgresConfig(
            engines.postgresUrl(),
            engines.postgresUser(),
            engines.postgresPassword(),
            engines.freshName("limits"),
            4);
    this.one = PostgresBuckets.open(config, STARTUP, MAX_BUCKETS, clock);
    this.other = PostgresBuckets.open(config, STARTUP, MAX_BUCKETS, clock);
    this.admin = Jdbi.create(config.url(), config.user(), config.password());
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void shouldLetInstancesShareOneLimit() {
    Limit limit = limit("key-1", new Rate(60, 3));
    assertThat(one.take(new Charge(limit, 1)).remaining()).isEqualTo(2);
    assertThat(other.take(new Charge(limit, 1)).remaining()).isEqualTo(1);
    assertThat(one.take(new Charge(limit, 1)).remaining()).isZero();
    assertThat(other.take(new Charge(limit, 1)))
        .returns(false, Standing::isTaken)
        .returns(Duration.ofSeconds(1), Standing::untilRetry);

    clock.move(Duration.ofSeconds(1));
    assertThat(other.take(new Charge(limit, 1)).isTaken()).isTrue();
    other.giveBack(new Charge(limit, 1));
    assertThat(one.take(new Charge(limit, 1)).isTaken()).isTrue();
  }

  @Test
  void shouldTakeNoMoreThanThereIsHoweverManyComeAtOnce() {
    Limit limit = limit("key-2", new Rate(1, 50));
    AtomicInteger taken = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        PostgresBuckets instance = i % 2 == 0 ? one : other;
        threads.execute(
            () -> {
              if (instance.take(new Charge(limit, 1)).isTaken()) {
                taken.incrementAndGet();
              }
            });
      }
    }
    assertThat(taken).hasValue(50);
  }

  @Test
  void shouldOweWhatIsAboveTheBurst() {
    Limit limit = limit("key-3", new Rate(60, 10));
    assertThat(one.take(new Charge(limit, 70)).isTaken()).isTrue();
    clock.move(Duration.ofSeconds(60));
    assertThat(other.take(new Charge(limit, 1)).isTaken()).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(other.take(new Charge(limit, 1)).isTaken()).isTrue();
  }

  @Test
  void shouldCountForItselfWhileTheStoreIsAwayAndComeBack() {
    Limit limit = limit("key-4", new Rate(1, 5));
    FallbackBuckets buckets =
        new FallbackBuckets(one, new MemoryBuckets(clock, MAX_BUCKETS), clock);
    assertThat(buckets.take(new Charge(limit, 3)).remaining()).isEqualTo(2);

    rename("rate_limit_buckets", "away");
    assertThat(buckets.take(new Charge(limit, 1)))
        .returns(true, Standing::isTaken)
        .returns(4L, Standing::remaining);
    assertThat(buckets.problem()).isPresent();

    rename("away", "rate_limit_buckets");
    clock.move(Duration.ofSeconds(5));
    assertThat(buckets.take(new Charge(limit, 1)))
        .returns(true, Standing::isTaken)
        .returns(1L, Standing::remaining);
    assertThat(buckets.problem()).isEmpty();
  }

  @Test
  void shouldFallBackWhenTheServerEndsEveryConnectionAndLetsNoneIn() {
    Limit limit = limit("key-5", new Rate(1, 5));
    String role = "limits_" + config.schema();
    admin.useHandle(
        handle -> {
          handle.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
          handle.execute("GRANT USAGE ON SCHEMA " + config.schema() + " TO " + role);
          handle.execute("GRANT ALL ON ALL TABLES IN SCHEMA " + config.schema() + " TO " + role);
        });
    PostgresConfig asRole = new PostgresConfig(config.url(), role, "secret", config.schema(), 2);
    FallbackBuckets buckets =
        new FallbackBuckets(
            PostgresBuckets.open(asRole, STARTUP, MAX_BUCKETS, clock),
            new MemoryBuckets(clock, MAX_BUCKETS),
            clock);
    try (buckets) {
      assertThat(buckets.take(new Charge(limit, 3)).remaining()).isEqualTo(2);

      admin.useHandle(
          handle -> {
            handle.execute("ALTER ROLE " + role + " NOLOGIN");
            handle
                .createQuery(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :role")
                .bind("role", role)
                .mapTo(Boolean.class)
                .list();
          });
      assertThat(buckets.take(new Charge(limit, 1)).remaining()).isEqualTo(4);
      assertThat(buckets.problem()).isPresent();

      admin.useHandle(handle -> handle.execute("ALTER ROLE " + role + " LOGIN"));
      // The pool takes its time to see it.
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                clock.move(FallbackBuckets.ASK_AGAIN_AFTER);
                buckets.take(new Charge(limit, 1));
                assertThat(buckets.problem()).isEmpty();
              });
    }
  }

  private void rename(String from, String to) {
    admin.useHandle(
        handle ->
            handle.execute("ALTER TABLE " + config.schema() + "." + from + " RENAME TO " + to));
  }

  private static Limit limit(String subject, Rate rate) {
    return new Limit("token", "requests", subject, rate);
  }
}
