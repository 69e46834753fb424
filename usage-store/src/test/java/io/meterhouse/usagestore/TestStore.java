package io.meterhouse.usagestore;

import io.meterhouse.local.EngineAddresses;
import java.util.List;

/** A database of the test's own in the shared ClickHouse, dropped when closed. */
final class TestStore implements AutoCloseable {

  private final UsageStore store;

  TestStore(UsageStore store) {
    this.store = store;
  }

  static TestStore empty(EngineAddresses engines) {
    return new TestStore(
        UsageStore.open(
            new ClickHouseStoreConfig(
                engines.clickHouseUrl(), engines.freshName("store"), "default", "")));
  }

  /**
   * With our tables, {@linkplain TwoShards on two shards} where the build runs the tests a second
   * time.
   */
  static TestStore migrated(EngineAddresses engines) {
    if (Boolean.getBoolean("meterhouse.test.shards")) {
      return TwoShards.migrated(engines);
    }
    return onOneServer(engines);
  }

  static TestStore onOneServer(EngineAddresses engines) {
    TestStore test = empty(engines);
    new ClickHouseMigrations(test.store).migrate();
    return test;
  }

  UsageStore store() {
    return store;
  }

  /** The answer's only column, as text. */
  List<String> texts(String sql) {
    return store.query(SqlStatement.of(sql), row -> String.valueOf(row.getString(1)));
  }

  @Override
  public void close() {
    store.command(
        new SqlParameters()
            .string("database", store.config().database())
            .in("DROP DATABASE IF EXISTS {database:Identifier} SYNC"),
        "default");
    store.close();
  }
}
