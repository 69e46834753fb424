package io.meterhouse.usagestore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  private final UsageStore store;
  private final List<Migration> known;

  public ClickHouseMigrations(UsageStore store) {
    this(store, ofThisBuild());
  }

  ClickHouseMigrations(UsageStore store, List<Migration> known) {
    this.store = store;
    this.known = List.copyOf(known);
  }

  /**
   * Creates the database if need be and applies what is missing.
   *
   * @throws UsageStoreException if the database has a migration that is newer, unknown or changed,
   *     or if ClickHouse fails
   */
  public void migrate() {
    String database = store.config().database();
    store.command(
        new SqlParameters()
            .string("database", database)
            .in("CREATE DATABASE IF NOT EXISTS {database:Identifier}"),
        ANY_DATABASE);
    store.execute(SqlStatement.of(CREATE_RECORD));
    for (Migration migration : MigrationPlan.pending(database, known, applied())) {
      for (String statement : migration.statements()) {
        store.execute(SqlStatement.of(statement));
      }
      store.execute(record(migration));
      LOG.info("applied {} to ClickHouse database {}", migration.name(), database);
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

  private static SqlStatement record(Migration migration) {
    return new SqlParameters()
        .integer("version", migration.version())
        .string("name", migration.name())
        .string("checksum", migration.checksum())
        .in(
            "INSERT INTO schema_migrations (version, name, checksum)"
                + " SELECT {version:UInt32}, {name:String}, {checksum:String}");
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
