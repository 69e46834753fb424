package io.meterhouse.rating.rule;

import java.util.UUID;

/**
 * An override of a pricing model. Not called after its type alone, which the language has taken.
 *
 * @param reason for people
 */
public record ModelOverride(UUID id, PriceOverride value, String reason) {}
