package io.meterhouse.ratingengine.pricing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an update asks for; null leaves as it is.
 *
 * @param effectiveFrom from when the rest holds; null: from the change. Alone it changes nothing
 * @param isWithoutDescription whether there is to be none
 */
public record ModelChange(
    @Nullable String name,
    @Nullable String description,
    @Nullable ModelConfig config,
    @Nullable Boolean active,
    @Nullable Instant effectiveFrom,
    boolean isWithoutDescription) {

  /** Takes a model out of force and changes nothing else. */
  public static final ModelChange DEACTIVATION = new ModelChange(null, null, null, false, null);

  /** One that takes no description away. */
  public ModelChange(
      @Nullable String name,
      @Nullable String description,
      @Nullable ModelConfig config,
      @Nullable Boolean active,
      @Nullable Instant effectiveFrom) {
    this(name, description, config, active, effectiveFrom, false);
  }

  /** Everything as it was in that version, from now on. */
  public static ModelChange restoring(RecordedVersion version) {
    return new ModelChange(
        version.name(),
        version.description(),
        version.config(),
        version.active(),
        null,
        version.description() == null);
  }

  @Nullable String descriptionAfter(@Nullable String present) {
    if (isWithoutDescription) {
      return null;
    }
    return description == null ? present : description;
  }
}
