package io.meterhouse.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** clickhouse-jdbc with its default settings cannot tell the endpoint from a server. */
final class JdbcDriverIT {

  @Test
  void shouldRoundTripEveryTypeThatUsageIsStoredIn() throws SQLException {
    String table = TestClickHouse.freshTable();
    UUID uuid = UUID.fromString("3f2504e0-4f89-11d3-9a0c-0305e82c3301");
    try (Connection connection = TestClickHouse.jdbc();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE %s (
            small Decimal(38, 12), large Decimal(76, 12), at DateTime64(9, 'UTC'),
            dimensions Map(LowCardinality(String), String), tags Array(String),
            kind LowCardinality(String), missing Nullable(Decimal(38, 12)), id UUID,
            hash FixedString(4), count UInt64)
          ENGINE = MergeTree ORDER BY id"""
              .formatted(table));
      statement.execute(
          """
          INSERT INTO %s VALUES ('12345678901234567890123456.123456789012',
            '-1234567890123456789012345678901234567890123456789012345678901234.000000000001',
            '2026-11-21 10:00:00.123456789', {'model': 'm-large', 'é': ''}, ['a', 'b\\'c'], 'k',
            NULL, '%s', 'abcd', 18446744073709551615)"""
              .formatted(table, uuid));
      try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
        assertThat(row.next()).isTrue();
        assertThat(row.getBigDecimal("small"))
            .isEqualTo(new BigDecimal("12345678901234567890123456.123456789012"));
        assertThat(row.getBigDecimal("large"))
            .isEqualTo(
                new BigDecimal(
                    "-1234567890123456789012345678901234567890123456789012345678901234.000000000001"));
        assertThat(
                row.getObject("at", java.time.ZonedDateTime.class)
                    .withZoneSameInstant(ZoneOffset.UTC)
                    .toLocalDateTime())
            .isEqualTo(LocalDateTime.of(2026, 11, 21, 10, 0, 0, 123_456_789));
        assertThat(row.getObject("dimensions")).isEqualTo(Map.of("model", "m-large", "é", ""));
        assertThat((Object[]) row.getArray("tags").getArray()).containsExactly("a", "b'c");
        assertThat(row.getString("kind")).isEqualTo("k");
        assertThat(row.getBigDecimal("missing")).isNull();
        assertThat(row.getObject("id", UUID.class)).isEqualTo(uuid);
        assertThat(row.getString("hash")).isEqualTo("abcd");
        assertThat(row.getBigDecimal("count")).isEqualTo(new BigDecimal("18446744073709551615"));
        assertThat(row.next()).isFalse();
      }
    }
  }

  @Test
  void shouldInsertABatchAndSelectWithParameters() throws SQLException {
    String table = TestClickHouse.freshTable();
    try (Connection connection = TestClickHouse.jdbc()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE " + table + " (a UInt32, b String) ENGINE = MergeTree ORDER BY a");
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + table + " (a, b) VALUES (?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setInt(1, i);
          insert.setString(2, "it's " + i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT a, b FROM " + table + " WHERE b = ? OR a > ? ORDER BY a")) {
        select.setString(1, "it's 7");
        select.setInt(2, 997);
        List<String> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            rows.add(row.getInt(1) + " " + row.getString(2));
          }
        }
        assertThat(rows).containsExactly("7 it's 7", "998 it's 998", "999 it's 999");
      }
    }
  }

  @Test
  void shouldReadALargeResultOfManyChunks() throws SQLException {
    try (Connection connection = TestClickHouse.jdbc();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT number, toString(number) FROM numbers(500000)")) {
      long sum = 0;
      int rows = 0;
      while (row.next()) {
        assertThat(row.getString(2)).isEqualTo(Long.toString(row.getLong(1)));
        sum += row.getLong(1);
        rows++;
      }
      assertThat(List.of((long) rows, sum)).containsExactly(500_000L, 124_999_750_000L);
    }
  }

  @Test
  void shouldGiveTheServersCodeAndTextOfAnError() throws SQLException {
    try (Connection connection = TestClickHouse.jdbc();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM no_such_table"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(60))
          .hasMessageContaining("UNKNOWN_TABLE");
      assertThatThrownBy(() -> statement.executeQuery("SELECT nope"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(47));
    }
  }

  @Test
  void shouldCancelARunningStatement() throws Exception {
    try (Connection connection = TestClickHouse.jdbc();
        Statement statement = connection.createStatement()) {
      CompletableFuture<Throwable> failure =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  statement.executeQuery("SELECT count() FROM numbers(10000000000000)").close();
                  return new AssertionError("the query came to its end");
                } catch (SQLException e) {
                  return e;
                }
              });
      Running.awaitQuery("numbers(10000000000000)");
      statement.cancel();
      assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
      Running.awaitNoQuery("numbers(10000000000000)");
    }
  }
}
