package io.meterhouse.kit.limits;

import io.meterhouse.kit.config.Rate;

/**
 * A limit on one caller.
 *
 * @param name of the kind, shown to callers: {@code token}, {@code tenant-events}
 * @param unit of what is counted, in the plural
 * @param subject whom it is counted for; no secret
 */
public record Limit(String name, String unit, String subject, Rate rate) {

  /**
   * Names its counter. The rate is part of it: a counter that was kept under another rate does not
   * fit any more.
   */
  public String key() {
    return name + ":" + subject + ":" + rate.perMinute() + "/" + rate.burst();
  }
}
