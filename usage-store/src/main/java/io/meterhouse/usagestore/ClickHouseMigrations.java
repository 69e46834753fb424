package io.meterhouse.usagestore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the schema of this build.
 *
 * <p>Every statement of a migration can be run again ({@code IF NOT EXISTS} and the like), and a
 * migration is recorded after its last statement. So two services may start at once, and a process
 * that dies in the middle leaves nothing that the next start would not mend.
 */
public final class ClickHouseMigrations {

  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseMigrations.class);

  /** Names the migrations: a directory inside a jar cannot be listed reliably. */
  private static final String INDEX = "/clickhouse/migrations.txt";

  /** Exists in every ClickHouse; ours may not yet. */
  private static final String ANY_DATABASE = "default";

  private static final String CREATE_RECORD =
      """
      CREATE TABLE IF NOT EXISTS schema_migrations
      (
          version    UInt32,
          name       String,
          checksum   String,
          applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
      )
      ENGINE = ReplacingMergeTree
      ORDER BY (version, name, checksum)\
      """;

  private static final String RECORD_TABLE = "schema_migrations";

  private static final TableInsert<Migration> RECORD =
      new TableInsert<>(
          RECORD_TABLE,
          List.of("version", "name", "checksum"),
          (migration, out) ->
              out.uint32(migration.version())
                  .string(migration.name())
                  .string(migration.checksum()));

  private final UsageStore store;
  private final List<Migration> known;
  private final Supplier<Schema> schema;

  public ClickHouseMigrations(UsageStore store) {
    this(store, ofThisBuild());
  }

  ClickHouseMigrations(UsageStore store, List<Migration> known) {
    this(store, known, () -> Schema.of(store));
  }

  ClickHouseMigrations(UsageStore store, List<Migration> known, Supplier<Schema> schema) {
    this.store = store;
    this.known = List.copyOf(known);
    this.schema = schema;
  }

  /**
   * Creates the database if need be and applies what is missing.
   *
   * @throws UsageStoreException if the database has a migration that is newer, unknown or changed,
   *     if its tables are on other servers than configured, or if ClickHouse fails
   */
  public void migrate() {
    String database = store.config().database();
    Schema target = schema.get();
    List<StoredTable> tables = isThere(database) ? StoredTable.all(store) : List.of();
    target
        .mismatch(tables)
        .ifPresent(
            problem -> {
              throw new UsageStoreException(problem);
            });
    // Nothing is made again: on a cluster that would wait for every server, and one may be away.
    if (hasRecord(tables) && MigrationPlan.pending(database, known, applied()).isEmpty()) {
      return;
    }
    store.command(SqlStatement.of(target.createDatabase()), ANY_DATABASE);
    run(target, CREATE_RECORD);
    for (Migration migration : MigrationPlan.pending(database, known, applied())) {
      migration.statements().forEach(statement -> run(target, statement));
      store.insert(RECORD, List.of(migration));
      LOG.info("applied {} to ClickHouse database {}", migration.name(), database);
    }
  }

  private boolean isThere(String database) {
    return !store
        .query(
            new SqlParameters()
                .string("database", database)
                .in("SELECT name FROM system.databases WHERE name = {database:String}"),
            ANY_DATABASE,
            row -> row.getString("name"))
        .isEmpty();
  }

  private static boolean hasRecord(List<StoredTable> tables) {
    return tables.stream().anyMatch(table -> table.name().equals(RECORD_TABLE));
  }

  private void run(Schema target, String statement) {
    for (String part : target.statements(statement)) {
      store.execute(SqlStatement.of(part));
    }
  }

  private List<AppliedMigration> applied() {
    return store.query(
        SqlStatement.of(
            "SELECT DISTINCT version, name, checksum FROM schema_migrations ORDER BY version,"
                + " name"),
        row ->
            new AppliedMigration(
                Math.toIntExact(row.getLong("version")),
                row.getString("name"),
                row.getString("checksum")));
  }

  static List<Migration> ofThisBuild() {
    return resource(INDEX)
        .lines()
        .filter(name -> !name.isBlank())
        .map(name -> Migration.of(name, resource("/clickhouse/" + name)))
        .toList();
  }

  private static String resource(String name) {
    try (InputStream stream = ClickHouseMigrations.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new UsageStoreException(
            "resource " + name + " is not on the class path: the build is incomplete");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
