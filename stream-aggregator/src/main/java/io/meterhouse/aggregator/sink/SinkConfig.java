package io.meterhouse.aggregator.sink;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * How rows are gathered into inserts: whatever limit is reached first ends a batch.
 *
 * @param maxRows of one insert; 10,000 to 100,000 suit ClickHouse
 * @param maxBytes of the rows of one insert and the records behind it, so that large ones do not
 *     fill the memory; one batch is gathered while another is written
 * @param maxDelay from a batch's first row to its insert, if the one before it is in by then
 * @param retryPause before the first retry; it doubles up to {@link #maxRetryPause}
 */
public record SinkConfig(
    int maxRows, long maxBytes, Duration maxDelay, Duration retryPause, Duration maxRetryPause) {

  /** With nothing set. */
  public static final SinkConfig DEFAULT = from(Settings.defaults());

  public static SinkConfig from(Settings settings) {
    return new SinkConfig(
        settings.integer("METERHOUSE_SINK_MAX_ROWS"),
        settings.wholeNumber("METERHOUSE_SINK_MAX_BYTES"),
        settings.duration("METERHOUSE_SINK_MAX_DELAY"),
        settings.duration("METERHOUSE_SINK_RETRY_PAUSE"),
        settings.duration("METERHOUSE_SINK_MAX_RETRY_PAUSE"));
  }
}
