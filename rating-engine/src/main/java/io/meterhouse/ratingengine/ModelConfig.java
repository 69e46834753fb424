package io.meterhouse.ratingengine;

import io.meterhouse.rating.ModelDraft;
import org.jspecify.annotations.Nullable;

/**
 * The {@code config} of a pricing model.
 *
 * @param usageMetric code of the meter that it prices; null: it prices only what is asked for
 * @param usageUnit what one unit is called; information for people
 */
public record ModelConfig(
    ModelDraft draft, @Nullable String usageMetric, @Nullable String usageUnit) {}
