package io.meterhouse.aggregator.audit;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * @param interval from the end of one audit to the next one; zero: none is scheduled
 */
public record AuditConfig(Duration interval) {

  public static final AuditConfig DEFAULT = from(Settings.defaults());

  public static AuditConfig from(Settings settings) {
    return new AuditConfig(settings.duration("METERHOUSE_AUDIT_INTERVAL"));
  }

  public boolean isScheduled() {
    return interval.isPositive();
  }
}
