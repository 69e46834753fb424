package io.meterhouse.allinone;

import io.meterhouse.aggregator.audit.AuditRepair;
import io.meterhouse.aggregator.audit.AuditReport;
import io.meterhouse.ratingengine.audit.RatingAuditReport;
import io.meterhouse.ratingengine.audit.RatingRepair;
import org.jspecify.annotations.Nullable;

/**
 * What the audits of usage and of items came to.
 *
 * @param usage after the repair, if there was one
 * @param items likewise; null: there is nothing to audit yet
 * @param usageRepaired null: nothing was to be repaired
 * @param itemsRepaired likewise
 */
record AuditResult(
    AuditReport usage,
    @Nullable RatingAuditReport items,
    AuditRepair.@Nullable Outcome usageRepaired,
    RatingRepair.@Nullable Outcome itemsRepaired) {

  boolean isClean() {
    return usage.isClean() && (items == null || items.isClean());
  }

  long differencesFound() {
    return usage.differencesFound() + (items == null ? 0 : items.differencesFound());
  }
}
