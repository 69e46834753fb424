package io.meterhouse.ratingengine;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.postgres.ChangeConfig;
import java.time.Duration;

/**
 * What the rating engine needs to know.
 *
 * @param sessionTimeout silence after which the brokers give an instance's work to another
 */
public record RatingConfig(
    KafkaConfig kafka,
    PostgresConfig postgres,
    ClickHouseConfig clickHouse,
    StartupConfig startup,
    RatingLimits limits,
    ChangeConfig changes,
    Duration sessionTimeout) {

  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  /** Below it a pause of the collector looks like a death; brokers may ask for more. */
  private static final Duration MIN_SESSION_TIMEOUT = Duration.ofSeconds(1);

  /** The most that brokers allow by default. */
  private static final Duration MAX_SESSION_TIMEOUT = Duration.ofMinutes(30);

  /** Reads the METERHOUSE_* environment. */
  public static RatingConfig from(Settings settings) {
    return new RatingConfig(
        KafkaConfig.from(settings),
        PostgresConfig.from(settings),
        ClickHouseConfig.from(settings),
        StartupConfig.from(settings),
        RatingLimits.from(settings),
        ChangeConfig.from(settings),
        settings.duration(
            "METERHOUSE_RATING_SESSION_TIMEOUT",
            SESSION_TIMEOUT,
            MIN_SESSION_TIMEOUT,
            MAX_SESSION_TIMEOUT));
  }
}
