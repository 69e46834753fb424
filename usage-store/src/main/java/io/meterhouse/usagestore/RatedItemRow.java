package io.meterhouse.usagestore;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A billing item at one version, for analysts.
 *
 * @param quantity at most 64 integer and 12 fraction digits, as is {@code totalAmount}
 * @param unitPrice decimal string, all digits, as is {@code preciseAmount}
 * @param breakdownJson JSON array as the API shows it
 * @param changedAt whole milliseconds
 */
public record RatedItemRow(
    String tenantId,
    String id,
    String scopeType,
    String scopeId,
    String billingCycleId,
    String meter,
    String pricingModelId,
    int pricingModelVersion,
    BigDecimal quantity,
    String unitPrice,
    String preciseAmount,
    BigDecimal totalAmount,
    String currency,
    String breakdownJson,
    long version,
    Instant changedAt,
    RatedItemOrigin origin) {}
