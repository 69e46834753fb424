package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class MigrationsIT {

  private static final String RECORDED = "SELECT name FROM schema_migrations FINAL ORDER BY name";

  private TestStore test;
  private List<String> names;

  @BeforeEach
  void openAnEmptyDatabase(EngineAddresses engines) {
    test = TestStore.empty(engines);
    names = ClickHouseMigrations.ofThisBuild().stream().map(Migration::name).toList();
  }

  @AfterEach
  void dropIt() {
    test.close();
  }

  @Test
  void shouldCreateTheDatabaseAndItsTables() {
    new ClickHouseMigrations(test.store()).migrate();
    assertThat(test.texts("SELECT name FROM system.tables WHERE database = currentDatabase()"))
        .containsExactlyInAnyOrder(
            "usage_events",
            "usage_aggregates",
            "usage_rejections",
            "usage_ledger",
            "sink_progress",
            "usage_watermark",
            "usage_voids",
            "meter_builds",
            "rated_items",
            "schema_migrations");
    assertThat(test.texts(RECORDED)).isEqualTo(names);
  }

  @Test
  void shouldChangeNothingTheSecondTime() {
    new ClickHouseMigrations(test.store()).migrate();
    new ClickHouseMigrations(test.store()).migrate();
    assertThat(test.texts("SELECT name FROM schema_migrations ORDER BY name")).isEqualTo(names);
  }

  @Test
  void shouldLetServicesStartAtOnce() throws Exception {
    List<Callable<Boolean>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(
          () -> {
            new ClickHouseMigrations(test.store()).migrate();
            return true;
          });
    }
    try (ExecutorService services = Executors.newFixedThreadPool(starts.size())) {
      for (Future<Boolean> start : services.invokeAll(starts)) {
        assertThat(start.get()).isTrue();
      }
    }
    assertThat(test.texts(RECORDED)).isEqualTo(names);
  }

  @Test
  void shouldGoOnWhereAKilledProcessStopped() {
    List<Migration> known = ClickHouseMigrations.ofThisBuild();
    new ClickHouseMigrations(test.store(), List.of()).migrate();
    test.store().execute(SqlStatement.of(known.getFirst().statements().getFirst()));
    assertThat(test.texts(RECORDED)).isEmpty();

    new ClickHouseMigrations(test.store()).migrate();
    assertThat(test.texts(RECORDED)).isEqualTo(names);
  }

  @Test
  void shouldRefuseADatabaseOfANewerVersionAndLeaveItAlone() {
    List<Migration> newer = new ArrayList<>(ClickHouseMigrations.ofThisBuild());
    newer.add(Migration.of("V9999__future.sql", "SELECT 1"));
    new ClickHouseMigrations(test.store(), newer).migrate();

    assertThatThrownBy(() -> new ClickHouseMigrations(test.store()).migrate())
        .isInstanceOf(UsageStoreException.class)
        .hasMessageContaining("newer Meterhouse: it has V9999__future.sql");
  }

  @Test
  void shouldSayWhatIsWrongWithAMigrationThatFails() {
    Migration broken = Migration.of("V0001__broken.sql", "CREATE TABEL x (a UInt8)");
    assertThatThrownBy(() -> new ClickHouseMigrations(test.store(), List.of(broken)).migrate())
        .isInstanceOfSatisfying(
            UsageStoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(62);
              assertThat(e.isRetryable()).isFalse();
              assertThat(e).hasMessageContaining("Syntax error");
            });
    assertThat(test.texts(RECORDED)).isEmpty();
  }
}
