package io.meterhouse.query;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.postgres.ChangeConfig;

/**
 * What the query service needs: the three engines, patience at start, its limits, and the OAuth
 * issuer that is built into it.
 */
public record QueryConfig(
    PostgresConfig postgres,
    KafkaConfig kafka,
    ClickHouseConfig clickHouse,
    StartupConfig startup,
    QueryLimits limits,
    ChangeConfig changes,
    TokenIssuerConfig issuer) {

  /** Reads the environment. */
  public static QueryConfig from(Settings settings) {
    return new QueryConfig(
        PostgresConfig.from(settings),
        KafkaConfig.from(settings),
        ClickHouseConfig.from(settings),
        StartupConfig.from(settings),
        QueryLimits.from(settings),
        ChangeConfig.from(settings),
        TokenIssuerConfig.from(settings));
  }
}
