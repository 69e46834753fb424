package io.meterhouse.benchmarks.engines;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.CompressionMethod;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.usagestore.StoreLimits;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * ClickHouse by the client that the usage store uses too, set the same way. Of one thread; a
 * failure is a {@link BenchmarkException}.
 */
public final class Database implements AutoCloseable {

  private final Client client;

  /** Of the server that the settings name. */
  public Database(ClickHouseConfig config) {
    StoreLimits limits = StoreLimits.DEFAULT;
    this.client =
        new Client.Builder()
            .addEndpoint(config.url())
            .setUsername(config.user())
            .setPassword(config.password())
            .setDefaultDatabase("default")
            .setClientName("meterhouse-bench")
            .enableConnectionPool(true)
            .setMaxConnections(limits.maxConnections())
            .setSocketTimeout(limits.socketTimeout().toMillis(), ChronoUnit.MILLIS)
            .setSocketKeepAlive(true)
            .setSocketTcpNodelay(true)
            .compressServerResponse(limits.compression())
            .compressClientRequest(limits.compression())
            .compressionMethod(CompressionMethod.LZ4)
            .build();
  }

  /** Inserts rows that are encoded already; returns when they are in the table. */
  public void insert(String database, String table, List<String> columns, InputStream rows) {
    InsertSettings settings = new InsertSettings();
    settings.setDatabase(database);
    // As the sinks insert.
    settings.serverSetting("async_insert", "0");
    settings.serverSetting("max_partitions_per_insert_block", "0");
    settings.serverSetting("wait_end_of_query", "1");
    call(
        () -> {
          try (InsertResponse _ =
              client.insert(table, columns, rows, ClickHouseFormat.RowBinary, settings).get()) {
            return true;
          }
        });
  }

  /** The answer as a value or lines of tab-separated ones. */
  @SuppressWarnings("try") // call deals with an interrupted close()
  public String ask(String sql) {
    return call(
        () -> {
          try (QueryResponse answer = query(sql, ClickHouseFormat.TabSeparated);
              InputStream text = answer.getInputStream()) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
          }
        });
  }

  /** Appends the answer, row by row as an insert takes it. */
  @SuppressWarnings("try") // call deals with an interrupted close()
  public void copy(String sql, OutputStream to) {
    call(
        () -> {
          try (QueryResponse answer = query(sql, ClickHouseFormat.RowBinary);
              InputStream rows = answer.getInputStream()) {
            return rows.transferTo(to);
          }
        });
  }

  /** Names of all columns that an insert can fill, in their order. */
  public List<String> columns(String database, String table) {
    return ask("""
            SELECT name FROM system.columns
            WHERE database = '%s' AND table = '%s' AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')
            ORDER BY position"""
            .formatted(database, table))
        .lines()
        .toList();
  }

  private QueryResponse query(String sql, ClickHouseFormat format) throws Exception {
    QuerySettings settings = new QuerySettings();
    settings.setFormat(format);
    return client.query(sql, settings).get();
  }

  private static <T> T call(Callable<T> call) {
    try {
      return call.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    } catch (Exception e) {
      throw new BenchmarkException("ClickHouse: " + e, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
