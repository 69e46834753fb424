package io.meterhouse.ratingengine;

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

  /** What is right unless measured otherwise. */
  public static final RatingLimits DEFAULT =
      new RatingLimits(
          Duration.ofMillis(300), 200_000, 500, Duration.ofMillis(200), Duration.ofSeconds(10));

  /** Reads METERHOUSE_RATING_*. */
  static RatingLimits from(Settings settings) {
    return new RatingLimits(
        settings.duration("METERHOUSE_RATING_DEBOUNCE", DEFAULT.debounce().toString()),
        settings.integer("METERHOUSE_RATING_MAX_PENDING", DEFAULT.maxPending(), 1_000, 10_000_000),
        settings.integer("METERHOUSE_RATING_BATCH_ITEMS", DEFAULT.maxCells(), 1, 10_000),
        DEFAULT.retryFirst(),
        DEFAULT.retryMax());
  }

  /** The pause after that many failures in a row. */
  Duration pauseAfter(int failures) {
    Duration pause = retryFirst.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 20));
    return pause.compareTo(retryMax) > 0 ? retryMax : pause;
  }
}
