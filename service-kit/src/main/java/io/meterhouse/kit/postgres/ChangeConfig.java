package io.meterhouse.kit.postgres;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * How requests that change something are repeated.
 *
 * @param idempotencyWindow how long the answer of an idempotency key is kept
 * @param idempotencyPatience how long a request waits for another one with its key
 */
public record ChangeConfig(Duration idempotencyWindow, Duration idempotencyPatience) {

  /** As the commercial operations API promises. */
  public static final ChangeConfig DEFAULT =
      new ChangeConfig(Duration.ofHours(24), Duration.ofSeconds(10));

  private static final Duration MIN_WINDOW = Duration.ofMinutes(1);
  private static final Duration MAX_WINDOW = Duration.ofDays(365);
  private static final Duration MIN_PATIENCE = Duration.ofMillis(1);
  private static final Duration MAX_PATIENCE = Duration.ofMinutes(5);

  /** Reads METERHOUSE_IDEMPOTENCY_*. */
  public static ChangeConfig from(Settings settings) {
    return new ChangeConfig(
        settings.duration(
            "METERHOUSE_IDEMPOTENCY_WINDOW", DEFAULT.idempotencyWindow, MIN_WINDOW, MAX_WINDOW),
        settings.duration(
            "METERHOUSE_IDEMPOTENCY_PATIENCE",
            DEFAULT.idempotencyPatience,
            MIN_PATIENCE,
            MAX_PATIENCE));
  }
}
