package io.meterhouse.testing;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * A test's own place on the shared engines: topics under a prefix, a schema, a database. Nothing is
 * created before a service starts in it.
 */
public record Workspace(
    KafkaConfig kafka,
    PostgresConfig postgres,
    ClickHouseConfig clickHouse,
    StartupConfig startup) {

  private static final int CONNECTIONS = 6;
  private static final Duration STARTUP = Duration.ofSeconds(60);

  /** Under a name that nobody else uses, with that many partitions a topic. */
  public static Workspace on(EngineAddresses engines, String name, int partitions) {
    String fresh = engines.freshName(name);
    return new Workspace(
        new KafkaConfig(engines.kafkaBootstrapServers(), fresh + ".", partitions, 1),
        new PostgresConfig(
            engines.postgresUrl(),
            engines.postgresUser(),
            engines.postgresPassword(),
            fresh,
            CONNECTIONS),
        new ClickHouseConfig(engines.clickHouseUrl(), fresh, "default", ""),
        new StartupConfig(STARTUP));
  }

  /** Connections of the test's own, in the schema of the service. */
  public Jdbi database() {
    String separator = postgres.url().contains("?") ? "&" : "?";
    return Jdbi.create(
        postgres.url() + separator + "currentSchema=" + postgres.schema(),
        postgres.user(),
        postgres.password());
  }

  /** A client of the test's own for the ClickHouse database; the caller closes it. */
  public UsageStore openStore() {
    return UsageStore.open(
        new ClickHouseStoreConfig(
            clickHouse.url(), clickHouse.database(), clickHouse.user(), clickHouse.password()));
  }
}
