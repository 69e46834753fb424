package io.meterhouse.aggregator;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * @param interval between samples
 */
public record WatermarkConfig(Duration interval) {

  public static final WatermarkConfig DEFAULT = new WatermarkConfig(Duration.ofMillis(300));

  public static WatermarkConfig from(Settings settings) {
    return new WatermarkConfig(
        settings.duration("METERHOUSE_WATERMARK_INTERVAL", DEFAULT.interval.toString()));
  }
}
