package io.meterhouse.usagestore;

import io.meterhouse.metering.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One figure of an answer.
 *
 * @param windowStart of the part of the window that lies in the range asked for, as is windowEnd
 * @param subject null: all subjects asked for, folded
 * @param dimensions those by which the query groups
 * @param value exact; without trailing zeros
 */
public record UsageRow(
    Instant windowStart,
    Instant windowEnd,
    TenantId tenant,
    @Nullable String subject,
    SortedMap<String, String> dimensions,
    BigDecimal value) {

  public UsageRow {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    value = Figures.canonical(value);
  }
}
