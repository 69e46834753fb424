package io.meterhouse.ratingengine.usage;

import io.meterhouse.metering.TenantId;

/** What a price is chosen by, as long as there are no pricing scopes. */
public record PriceKey(TenantId tenant, String meter) {}
