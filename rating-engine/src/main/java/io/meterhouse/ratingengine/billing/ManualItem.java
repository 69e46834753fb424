package io.meterhouse.ratingengine.billing;

import io.meterhouse.ratingengine.cycle.BillingScope;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * An item that somebody enters.
 *
 * @param scope that the cycle must have
 */
public record ManualItem(
    BillingScope scope, UUID modelId, BigDecimal quantity, ItemKind.Manual kind) {}
