package io.meterhouse.ratingengine;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.postgres.ChangeConfig;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.continuous.RatingLimits;
import java.time.Duration;

/**
 * What the rating engine needs to know.
 *
 * @param sessionTimeout silence after which the brokers give an instance's work to another
 * @param auditInterval from the end of one audit of items to the next one; zero: none is scheduled
 * @param deployment how this installation is run; some prices are for one kind alone
 */
public record RatingConfig(
    KafkaConfig kafka,
    PostgresConfig postgres,
    ClickHouseConfig clickHouse,
    StartupConfig startup,
    RatingLimits limits,
    ChangeConfig changes,
    Duration sessionTimeout,
    Duration auditInterval,
    DeploymentType deployment) {

  /** Reads the METERHOUSE_* environment. */
  public static RatingConfig from(Settings settings) {
    return new RatingConfig(
        KafkaConfig.from(settings),
        PostgresConfig.from(settings),
        ClickHouseConfig.from(settings),
        StartupConfig.from(settings),
        RatingLimits.from(settings),
        ChangeConfig.from(settings),
        settings.duration("METERHOUSE_RATING_SESSION_TIMEOUT"),
        settings.duration("METERHOUSE_AUDIT_INTERVAL"),
        deployment(settings));
  }

  /** How this installation is run. */
  public static DeploymentType deployment(Settings settings) {
    return DeploymentType.ofWireName(settings.string("METERHOUSE_DEPLOYMENT_TYPE")).orElseThrow();
  }
}
