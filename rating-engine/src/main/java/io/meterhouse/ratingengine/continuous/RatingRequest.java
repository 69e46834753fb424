package io.meterhouse.ratingengine.continuous;

import io.meterhouse.ratingengine.usage.PriceKey;
import org.jspecify.annotations.Nullable;

/**
 * That the usage of a meter by a tenant is to be rated again.
 *
 * @param subject whose alone; null: everybody's
 * @param meterVersion the first that will do; 0: whichever is asked for
 */
public record RatingRequest(PriceKey key, @Nullable String subject, int meterVersion) {}
