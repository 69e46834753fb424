package io.meterhouse.ratingengine;

import org.jspecify.annotations.Nullable;

/** What an update asks for; null leaves as it is. */
public record ModelChange(
    @Nullable String name,
    @Nullable String description,
    @Nullable ModelConfig config,
    @Nullable Boolean active) {

  /** Takes a model out of force and changes nothing else. */
  public static final ModelChange DEACTIVATION = new ModelChange(null, null, null, false);
}
