package io.meterhouse.usagestore;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.DataStreamWriter;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A database in ClickHouse and the pool of connections to it. Opening it asks the server nothing;
 * {@link #ping} does. Safe for use by several threads.
 */
public final class UsageStore implements AutoCloseable {

  private static final Boolean DONE = Boolean.TRUE;

  /** Few rows are larger. */
  private static final int ROW_BYTES = 1_024;

  /** A server that has not answered for so long is as good as away. */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  private final ClickHouseStoreConfig config;
  private final Client client;
  private final InsertQuorum quorum;

  private UsageStore(ClickHouseStoreConfig config, Client client) {
    this.config = config;
    this.client = client;
    this.quorum = new InsertQuorum(this);
  }

  public static UsageStore open(ClickHouseStoreConfig config) {
    return open(config, StoreClient.serverSettings(config));
  }

  static UsageStore open(ClickHouseStoreConfig config, Map<String, String> serverSettings) {
    return new UsageStore(config, StoreClient.connect(config, serverSettings));
  }

  /**
   * Opens a database that has the schema of this build, on one server.
   *
   * @throws UsageStoreException if that cannot be; nothing is left open
   */
  public static UsageStore openMigrated(String url, String database, String user, String password) {
    return openMigrated(new ClickHouseStoreConfig(url, database, user, password));
  }

  /** As the other, wherever its tables are. */
  public static UsageStore openMigrated(ClickHouseStoreConfig config) {
    UsageStore store = open(config);
    boolean migrated = false;
    try {
      new ClickHouseMigrations(store).migrate();
      migrated = true;
      return store;
    } finally {
      if (!migrated) {
        store.close();
      }
    }
  }

  /**
   * Whether a statement can be run.
   *
   * @throws UsageStoreException if not: it says at which address and why
   */
  public void ping() {
    CommandSettings settings = new CommandSettings();
    settings.setDatabase("default");
    settings.setNetworkTimeout(PING_TIMEOUT.toMillis(), ChronoUnit.MILLIS);
    command(SqlStatement.of("SELECT 1"), settings);
  }

  public ClickHouseStoreConfig config() {
    return config;
  }

  @Override
  public void close() {
    client.close();
  }

  /** Runs a statement whose answer nobody reads. */
  void execute(SqlStatement statement) {
    command(statement, config.database());
  }

  /** As {@link #execute}, in a database that exists for certain. */
  void command(SqlStatement statement, String database) {
    CommandSettings settings = new CommandSettings();
    settings.setDatabase(database);
    command(statement, settings);
  }

  private void command(SqlStatement statement, CommandSettings settings) {
    ServerCall.run(
        config,
        () -> client.execute(statement.sql(), parameters(statement), settings).get(),
        response -> DONE);
  }

  <T> List<T> query(SqlStatement statement, RowReader<T> reader) {
    return query(statement, config.database(), reader);
  }

  /** As the other, in a database that exists for certain. */
  <T> List<T> query(SqlStatement statement, String database, RowReader<T> reader) {
    List<T> rows = new ArrayList<>();
    each(statement, database, reader, rows::add);
    return rows;
  }

  /**
   * Hands over the rows one by one, of which memory never holds more. What was handed over before a
   * failure is no answer.
   */
  <T> void each(SqlStatement statement, RowReader<T> reader, Consumer<? super T> consumer) {
    each(statement, config.database(), reader, consumer);
  }

  private <T> void each(
      SqlStatement statement, String database, RowReader<T> reader, Consumer<? super T> consumer) {
    QuerySettings settings = new QuerySettings();
    settings.setDatabase(database);
    settings.setFormat(ClickHouseFormat.RowBinaryWithNamesAndTypes);
    // Without it the server sends rows while it still computes, and a failure after the first
    // ones could pass for the end of a short answer.
    settings.waitEndOfQuery(true);
    settings.setMaxExecutionTime(Math.toIntExact(config.limits().queryTimeout().toSeconds()));
    ServerCall.run(
        config,
        () -> client.query(statement.sql(), parameters(statement), settings).get(),
        response -> rows(response, reader, consumer));
  }

  /**
   * Encodes the rows straight into the request, so a batch is never in memory a second time. No
   * rows are asked for as well, and taken where some would be.
   */
  <R> void insert(TableInsert<R> insert, List<R> rows) {
    insert(
        insert,
        out -> {
          RowBinaryOutput encoded = new RowBinaryOutput(ROW_BYTES);
          for (R row : rows) {
            encoded.clear();
            insert.encode(row, encoded);
            encoded.writeTo(out);
          }
        });
  }

  /** Rows of that table. */
  void insertEncoded(TableInsert<?> insert, List<EncodedRow> rows) {
    insert(
        insert,
        out -> {
          for (EncodedRow row : rows) {
            row.writeTo(out);
          }
        });
  }

  private void insert(TableInsert<?> insert, DataStreamWriter rows) {
    InsertSettings settings = StoreClient.insertSettings();
    quorum.put(settings);
    try {
      ServerCall.run(
          config,
          () ->
              client
                  .insert(
                      insert.table(), insert.columns(), rows, ClickHouseFormat.RowBinary, settings)
                  .get(),
          response -> DONE);
    } catch (UsageStoreException e) {
      quorum.forget();
      throw e;
    }
  }

  @SuppressWarnings("try") // ServerCall deals with an interrupted close()
  private <T> Boolean rows(
      QueryResponse response, RowReader<T> reader, Consumer<? super T> consumer) throws Exception {
    try (ClickHouseBinaryFormatReader cursor = client.newBinaryFormatReader(response)) {
      while (cursor.next() != null) {
        consumer.accept(reader.read(cursor));
      }
    }
    return DONE;
  }

  private static Map<String, Object> parameters(SqlStatement statement) {
    Map<String, Object> parameters = new HashMap<>();
    statement.parameters().forEach((name, value) -> parameters.put(name, new Finished(value)));
    return parameters;
  }

  /**
   * The text of a parameter as ClickHouse is to get it. The client escapes every String, arrays
   * with their own escapes included; what is not a String it takes as it prints.
   */
  private record Finished(String text) {
    @Override
    public String toString() {
      return text;
    }
  }
}
