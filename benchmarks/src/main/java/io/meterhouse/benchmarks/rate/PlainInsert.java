package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.metering.Meter;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.usagestore.TotalRequest;
import io.meterhouse.usagestore.UsageReader;
import io.meterhouse.usagestore.UsageStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What rating cannot be quicker than: the sums read as it reads them, and its items inserted as
 * they are, in transactions of the same size, by one thread. Nothing is looked up, locked, decided
 * or announced.
 */
final class PlainInsert implements AutoCloseable {

  private static final String TABLE = "bench_items";

  private final Connection connection;
  private final UsageReader reader;
  private final int batch;
  private final List<Object[]> rows = new ArrayList<>();

  /** With the items that rating made, in its order. */
  PlainInsert(PostgresConfig postgres, UsageStore store, int batch) {
    this.reader = new UsageReader(store);
    this.batch = batch;
    try {
      this.connection =
          DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
      connection.setSchema(postgres.schema());
      read();
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new BenchmarkException("the items cannot be copied: " + e.getMessage(), e);
    }
  }

  private void read() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + TABLE + " (LIKE billing_items INCLUDING ALL)");
      try (ResultSet read = statement.executeQuery("SELECT * FROM billing_items ORDER BY ctid")) {
        int columns = read.getMetaData().getColumnCount();
        while (read.next()) {
          Object[] row = new Object[columns];
          for (int i = 0; i < columns; i++) {
            row[i] = read.getObject(i + 1);
          }
          rows.add(row);
        }
      }
    }
  }

  /** Reads and inserts, batch by batch. */
  void run(List<Pair> pairs, BillingPeriod month) {
    for (int from = 0; from < pairs.size(); from += batch) {
      int to = Math.min(pairs.size(), from + batch);
      int found =
          (int)
              reader
                  .totals(
                      pairs.subList(from, to).stream().map(pair -> request(pair, month)).toList())
                  .stream()
                  .filter(total -> total.hasUsage())
                  .count();
      if (found != to - from) {
        throw new BenchmarkException(
            "sums of usage: %d (expected: %d)".formatted(found, to - from));
      }
      insert(rows.subList(from, to));
    }
  }

  private static TotalRequest request(Pair pair, BillingPeriod month) {
    Meter meter = Pairs.METERS.get(pair.meter());
    return new TotalRequest(pair.tenant(), pair.subject(), meter, month.start(), month.end());
  }

  private void insert(List<Object[]> some) {
    String values = String.join(", ", Collections.nCopies(some.getFirst().length, "?"));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + TABLE + " VALUES (" + values + ")")) {
      for (Object[] row : some) {
        for (int i = 0; i < row.length; i++) {
          insert.setObject(i + 1, row[i]);
        }
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      throw new BenchmarkException("the items cannot be inserted: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new BenchmarkException("the connection cannot be closed: " + e.getMessage(), e);
    }
  }
}
