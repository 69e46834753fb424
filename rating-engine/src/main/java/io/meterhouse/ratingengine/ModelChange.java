package io.meterhouse.ratingengine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an update asks for; null leaves as it is.
 *
 * @param effectiveFrom from when the rest holds; null: from the change. Alone it changes nothing
 */
public record ModelChange(
    @Nullable String name,
    @Nullable String description,
    @Nullable ModelConfig config,
    @Nullable Boolean active,
    @Nullable Instant effectiveFrom) {

  /** Takes a model out of force and changes nothing else. */
  public static final ModelChange DEACTIVATION = new ModelChange(null, null, null, false, null);
}
