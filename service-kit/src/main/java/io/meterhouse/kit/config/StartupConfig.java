package io.meterhouse.kit.config;

import java.time.Duration;

/**
 * How patient a start is.
 *
 * @param timeout how long to wait for the engines before giving up
 */
public record StartupConfig(Duration timeout) {

  /** Reads METERHOUSE_STARTUP_TIMEOUT. */
  public static StartupConfig from(Settings settings) {
    return new StartupConfig(settings.duration("METERHOUSE_STARTUP_TIMEOUT"));
  }
}
