package io.meterhouse.ratingengine.pricing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a pricing model with its two times.
 *
 * @param config as it was in that version
 * @param effectiveFrom from when it prices; null: nobody named a time, so it also prices what was
 *     used before there was any price
 * @param recorded who wrote it, and when
 */
public record RecordedVersion(
    int version,
    String name,
    @Nullable String description,
    ModelConfig config,
    boolean active,
    @Nullable Instant effectiveFrom,
    Signature recorded) {

  /** Whether the model as it is prices the same, from whatever time. */
  public boolean hasPriceOf(StoredModel model) {
    return config.equals(model.config()) && active == model.active();
  }
}
