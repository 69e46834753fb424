package io.meterhouse.query;

import org.jspecify.annotations.Nullable;

/** Whom a tenant's bills go to. */
public record BillingContact(@Nullable String name, @Nullable String email) {}
