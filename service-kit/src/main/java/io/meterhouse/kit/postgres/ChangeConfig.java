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
  public static final ChangeConfig DEFAULT = from(Settings.defaults());

  /** Reads METERHOUSE_IDEMPOTENCY_*. */
  public static ChangeConfig from(Settings settings) {
    return new ChangeConfig(
        settings.duration("METERHOUSE_IDEMPOTENCY_WINDOW"),
        settings.duration("METERHOUSE_IDEMPOTENCY_PATIENCE"));
  }
}
