package io.meterhouse.ratingengine;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;

/** What the rating engine needs to know. */
public record RatingConfig(
    KafkaConfig kafka,
    PostgresConfig postgres,
    ClickHouseConfig clickHouse,
    StartupConfig startup,
    RatingLimits limits) {

  /** Reads the METERHOUSE_* environment. */
  public static RatingConfig from(Settings settings) {
    return new RatingConfig(
        KafkaConfig.from(settings),
        PostgresConfig.from(settings),
        ClickHouseConfig.from(settings),
        StartupConfig.from(settings),
        RatingLimits.from(settings));
  }
}
