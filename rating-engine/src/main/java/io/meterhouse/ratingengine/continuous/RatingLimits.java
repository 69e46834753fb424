package io.meterhouse.ratingengine.continuous;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * Bounds of continuous rating.
 *
 * @param debounce usage that changes within it is rated once
 * @param maxPending usage keys and months held in memory; beyond it, reading waits
 * @param maxCells items rated in one transaction
 * @param retryFirst first pause after a failure; it doubles
 * @param retryMax longest pause
 */
public record RatingLimits(
    Duration debounce, int maxPending, int maxCells, Duration retryFirst, Duration retryMax) {

  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);

  /** What is right unless measured otherwise. */
  public static final RatingLimits DEFAULT = from(Settings.defaults());

  /** Reads METERHOUSE_RATING_*. */
  public static RatingLimits from(Settings settings) {
    return new RatingLimits(
        settings.duration("METERHOUSE_RATING_DEBOUNCE"),
        settings.integer("METERHOUSE_RATING_MAX_PENDING"),
        settings.integer("METERHOUSE_RATING_BATCH_ITEMS"),
        RETRY_FIRST,
        RETRY_MAX);
  }

  /** The pause after that many failures in a row. */
  Duration pauseAfter(int failures) {
    Duration pause = retryFirst.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 20));
    return pause.compareTo(retryMax) > 0 ? retryMax : pause;
  }
}
