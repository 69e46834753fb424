package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.sigv4.SignatureConfig;
import io.meterhouse.kit.access.token.TokenConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;

/** What a service has to know to tell who sent a request. */
public record AccessConfig(
    KafkaConfig kafka, StartupConfig startup, TokenConfig tokens, SignatureConfig signatures) {

  /** Reads the environment. */
  public static AccessConfig from(Settings settings) {
    return new AccessConfig(
        KafkaConfig.from(settings),
        StartupConfig.from(settings),
        TokenConfig.from(settings),
        SignatureConfig.from(settings));
  }
}
