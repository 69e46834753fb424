package io.meterhouse.aggregator.recompute;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * How scopes are gathered before they are carried out together.
 *
 * @param delay from the first one; it is added to how late a late event shows
 * @param maxScopes that are gathered
 */
public record RecomputeConfig(Duration delay, int maxScopes) {

  private static final int MAX_SCOPES = 10_000;

  /** With nothing set. */
  public static final RecomputeConfig DEFAULT = from(Settings.defaults());

  public static RecomputeConfig from(Settings settings) {
    return new RecomputeConfig(settings.duration("METERHOUSE_RECOMPUTE_DELAY"), MAX_SCOPES);
  }
}
