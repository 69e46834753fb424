package io.meterhouse.aggregator.watermark;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * @param interval between samples
 */
public record WatermarkConfig(Duration interval) {

  public static final WatermarkConfig DEFAULT = from(Settings.defaults());

  public static WatermarkConfig from(Settings settings) {
    return new WatermarkConfig(settings.duration("METERHOUSE_WATERMARK_INTERVAL"));
  }
}
