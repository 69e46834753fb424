package io.meterhouse.aggregator;

import io.meterhouse.schemas.usage.v1.LedgerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of the records of one tenant, minute and partition. At every version accepted
 * = unique + duplicates + rejected, because one call counts one record on both sides.
 */
public final class Ledger {

  private static final long MILLIS_A_MINUTE = 60_000;

  private Ledger() {}

  /** Whether the counts are those of the minute in which this millisecond is. */
  public static boolean isOfMinute(LedgerRecord counts, long epochMillis) {
    return counts.getAcceptedEpochMinute() == Math.floorDiv(epochMillis, MILLIS_A_MINUTE);
  }

  /**
   * @param counts null: the first record of its minute
   * @param epochMillis says which minute that is
   */
  public static LedgerRecord plus(
      @Nullable LedgerRecord counts, Outcome outcome, Position position, long epochMillis) {
    LedgerRecord.Builder next =
        counts != null
            ? counts.toBuilder()
            : LedgerRecord.newBuilder()
                .setTenantId(outcome.tenantId())
                .setAcceptedEpochMinute(Math.floorDiv(epochMillis, MILLIS_A_MINUTE))
                .setPartition(position.partition());
    next.setAccepted(next.getAccepted() + 1).setVersion(position.offset() + 1);
    switch (outcome) {
      case Outcome.Unique ignored -> next.setUnique(next.getUnique() + 1);
      case Outcome.Duplicate ignored -> next.setDuplicates(next.getDuplicates() + 1);
      case Outcome.Conflict ignored -> next.setRejected(next.getRejected() + 1);
      case Outcome.Undecodable ignored -> next.setRejected(next.getRejected() + 1);
    }
    return next.build();
  }

  /** Key of usage.ledger. */
  public static String key(LedgerRecord counts) {
    return counts.getTenantId()
        + "/"
        + counts.getAcceptedEpochMinute()
        + "/"
        + counts.getPartition();
  }
}
