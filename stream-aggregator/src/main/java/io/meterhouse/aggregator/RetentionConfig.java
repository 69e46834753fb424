package io.meterhouse.aggregator;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.usagestore.StoreRetention;
import java.time.Duration;

/** How long ClickHouse keeps rows. */
public record RetentionConfig(StoreRetention store) {

  private static final String EVENTS = "METERHOUSE_CLICKHOUSE_EVENTS_RETENTION";

  /** A month goes as a whole, so its first event is so much older than its last. */
  private static final Duration MONTH = Duration.ofDays(31);

  /**
   * Reads METERHOUSE_CLICKHOUSE_EVENTS_RETENTION.
   *
   * @param stream for its deduplication window an event may be voided or come again; without its
   *     row nobody could tell which one that is. Windows of its horizon may be made again from
   *     their events at any time
   */
  static RetentionConfig from(Settings settings, StreamConfig stream) {
    Duration events = settings.duration(EVENTS);
    if (!events.isZero()) {
      Duration window = stream.dedupWindow();
      require(settings, events, window, "METERHOUSE_DEDUP_WINDOW, which is " + window);
      Duration horizon = stream.horizon();
      require(
          settings,
          events,
          horizon.plus(MONTH),
          "a month more than METERHOUSE_AGGREGATOR_HORIZON, which is " + horizon);
    }
    try {
      return new RetentionConfig(new StoreRetention(events));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(EVENTS + ": " + e.getMessage());
    }
  }

  private static void require(Settings settings, Duration came, Duration least, String what) {
    if (came.compareTo(least) < 0) {
      throw new ConfigurationException(
          "%s: %s (expected: 0s for ever, or at least %s)"
              .formatted(EVENTS, settings.string(EVENTS), what));
    }
  }
}
