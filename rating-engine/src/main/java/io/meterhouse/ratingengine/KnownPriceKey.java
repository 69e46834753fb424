package io.meterhouse.ratingengine;

import java.time.Instant;

/** A price as it was known at that time: what came later changes nothing of it. */
public record KnownPriceKey(PriceKey key, Instant knownAt) {}
