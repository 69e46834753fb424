package io.meterhouse.ratingengine;

/**
 * That the usage of a meter by a tenant is to be rated again.
 *
 * @param meterVersion the first that will do; 0: whichever is asked for
 */
public record RatingRequest(PriceKey key, int meterVersion) {}
