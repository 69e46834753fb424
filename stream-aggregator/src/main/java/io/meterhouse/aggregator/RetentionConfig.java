package io.meterhouse.aggregator;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.usagestore.StoreRetention;
import java.time.Duration;

/** How long ClickHouse keeps rows. */
public record RetentionConfig(StoreRetention store) {

  private static final String EVENTS = "METERHOUSE_CLICKHOUSE_EVENTS_RETENTION";
  private static final String AGGREGATES = "METERHOUSE_CLICKHOUSE_AGGREGATES_RETENTION";

  /**
   * Reads METERHOUSE_CLICKHOUSE_…_RETENTION.
   *
   * @param dedupWindow for so long an event may be voided or come again; without its row nobody
   *     could tell which one that is
   */
  static RetentionConfig from(Settings settings, Duration dedupWindow) {
    Duration events = settings.duration(EVENTS);
    if (!events.isZero() && events.compareTo(dedupWindow) < 0) {
      throw new ConfigurationException(
          "%s: %s (expected: 0s for ever, or at least METERHOUSE_DEDUP_WINDOW, which is %s)"
              .formatted(EVENTS, settings.string(EVENTS), dedupWindow));
    }
    try {
      return new RetentionConfig(new StoreRetention(events, settings.duration(AGGREGATES)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(EVENTS + " and " + AGGREGATES + ": " + e.getMessage());
    }
  }
}
