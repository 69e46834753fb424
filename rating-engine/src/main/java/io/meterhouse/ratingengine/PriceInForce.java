package io.meterhouse.ratingengine;

import io.meterhouse.rating.PricingModel;
import java.util.UUID;

/** The price that applies now, and which version of which model it is. */
public record PriceInForce(UUID modelId, int version, PricingModel model) {}
