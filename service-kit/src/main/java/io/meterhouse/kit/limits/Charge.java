package io.meterhouse.kit.limits;

/** So much of what is limited is to be used; {@code amount} is at least 1. */
public record Charge(Limit limit, long amount) {}
