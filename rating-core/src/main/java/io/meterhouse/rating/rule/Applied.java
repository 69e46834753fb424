package io.meterhouse.rating.rule;

import io.meterhouse.rating.Amounts;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/**
 * An amount after the rules.
 *
 * @param amount exact: what came in and the sum of the adjustments
 * @param adjustments in the order in which they were made
 * @param appliedRules those that made them, each once
 * @param skipped whether a rule skipped the item
 * @param notApplied every other rule, and why; in the order of the rules
 */
public record Applied(
    BigDecimal amount,
    List<Adjustment> adjustments,
    List<UUID> appliedRules,
    boolean skipped,
    List<Rejected> notApplied) {

  /** Keeps copies. */
  public Applied {
    amount = Amounts.canonical(amount);
    adjustments = List.copyOf(adjustments);
    appliedRules = List.copyOf(appliedRules);
    notApplied = List.copyOf(notApplied);
  }
}
