package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class RetentionIT {

  private static final StoreRetention TWO_YEARS = new StoreRetention(Duration.ofDays(731));

  private TestStore test;

  @BeforeEach
  void openTables(EngineAddresses engines) {
    test = TestStore.onOneServer(engines);
  }

  @AfterEach
  void dropThem() {
    test.close();
  }

  @Test
  void shouldKeepEverythingByDefault() {
    new TableRetention(test.store()).apply(StoreRetention.FOR_EVER);
    assertThat(expiring()).isEmpty();
    assertThat(changes(StoreRetention.FOR_EVER)).isEmpty();
  }

  @Test
  void shouldDeleteWholeMonthsThatAreOldEnough() {
    ledgerRow("2020-01-31 23:59:00");
    ledgerRow("2020-02-01 00:00:00");
    test.store()
        .execute(
            SqlStatement.of(
                "INSERT INTO usage_ledger (tenant_id, accepted_minute) SELECT 'new', now()"));

    new TableRetention(test.store()).apply(TWO_YEARS);

    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(test.texts("SELECT tenant_id FROM usage_ledger"))
                    .containsExactly("new"));
    assertThat(expiring()).containsExactly("usage_events", "usage_ledger", "usage_rejections");
  }

  @Test
  void shouldChangeNothingTheSecondTimeAndFollowWhatIsConfigured() {
    assertThat(changes(TWO_YEARS)).hasSize(6);
    new TableRetention(test.store()).apply(TWO_YEARS);
    assertThat(changes(TWO_YEARS)).isEmpty();

    StoreRetention longer = new StoreRetention(Duration.ofDays(900));
    assertThat(changes(longer)).hasSize(6);
    new TableRetention(test.store()).apply(longer);
    assertThat(changes(longer)).isEmpty();

    new TableRetention(test.store()).apply(StoreRetention.FOR_EVER);
    assertThat(expiring()).isEmpty();
  }

  @Test
  void shouldLeaveATtlAloneThatSomebodyElseMade() {
    test.store()
        .execute(
            SqlStatement.of(
                "ALTER TABLE usage_ledger MODIFY TTL accepted_minute + INTERVAL 3000 DAY"));
    new TableRetention(test.store()).apply(StoreRetention.FOR_EVER);
    assertThat(expiring()).containsExactly("usage_ledger");
  }

  @Test
  void shouldNotDeleteWhatTheLongestRetentionKeeps() {
    ledgerRow("2020-01-31 23:59:00");
    new TableRetention(test.store()).apply(new StoreRetention(StoreRetention.MAX));
    assertThat(
            test.texts(
                "SELECT toString(toYear(toStartOfMonth(toDateTime('2105-12-31', 'UTC'))"
                    + " + toIntervalMonth(1) + toIntervalDay("
                    + StoreRetention.MAX.toDays()
                    + ")))"))
        .containsExactly("2125");
    test.store().execute(SqlStatement.of("OPTIMIZE TABLE usage_ledger FINAL"));
    assertThat(test.texts("SELECT toString(count()) FROM usage_ledger")).containsExactly("1");
  }

  @Test
  void shouldRefuseWhatWouldDeleteTooMuch() {
    assertThatThrownBy(() -> new StoreRetention(Duration.ofDays(61)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "retention of events: PT1464H (expected: 0 for ever, or whole days, 62 to 7300)");
    assertThatThrownBy(() -> new StoreRetention(Duration.ofHours(2_000)))
        .hasMessageContaining("whole days");
    assertThatThrownBy(() -> new StoreRetention(Duration.ofDays(7_301)))
        .hasMessageContaining("62 to 7300");
  }

  private void ledgerRow(String minute) {
    test.store()
        .execute(
            SqlStatement.of(
                "INSERT INTO usage_ledger (tenant_id, accepted_minute) VALUES ('old', '"
                    + minute
                    + "')"));
  }

  private List<String> expiring() {
    return test.texts(
        "SELECT name FROM system.tables WHERE database = currentDatabase()"
            + " AND engine_full LIKE '% TTL %' ORDER BY name");
  }

  private List<String> changes(StoreRetention retention) {
    List<StoredTable> stored = StoredTable.all(test.store());
    return RetainedTable.of(retention).stream()
        .flatMap(
            table ->
                stored.stream()
                    .filter(candidate -> candidate.name().equals(table.name()))
                    .flatMap(candidate -> table.changes(candidate.definition()).stream()))
        .toList();
  }
}
