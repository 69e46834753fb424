package io.meterhouse.aggregator.deduplication;

import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of the records of one tenant, minute and partition. At every version accepted
 * = unique + duplicates + rejected, because one call counts one record on both sides.
 */
public final class Ledger {

  /** Of counts of records that name no tenant. */
  public static final String NO_TENANT = "";

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
        after(counts, outcome.tenantId(), position.partition(), epochMillis);
    next.setAccepted(next.getAccepted() + 1).setVersion(position.offset() + 1);
    switch (outcome) {
      case Outcome.Unique ignored -> next.setUnique(next.getUnique() + 1);
      case Outcome.Duplicate ignored -> next.setDuplicates(next.getDuplicates() + 1);
      case Outcome.Conflict ignored -> next.setRejected(next.getRejected() + 1);
      case Outcome.Undecodable ignored -> next.setRejected(next.getRejected() + 1);
    }
    return next.build();
  }

  /**
   * Counts records that were gone from the log before anybody read them. Whose they were is not
   * known, so they are among the counts without a tenant, and in none of the outcomes.
   *
   * @param counts null: the first of their minute
   * @param next the record that came instead; they stood right before it
   */
  public static LedgerRecord missing(
      @Nullable LedgerRecord counts, long records, Position next, long epochMillis) {
    LedgerRecord.Builder more = after(counts, NO_TENANT, next.partition(), epochMillis);
    return more.setMissing(more.getMissing() + records).setVersion(next.offset()).build();
  }

  /** The first millisecond of its minute. */
  public static long minuteOf(long epochMillis) {
    return epochMillis - Math.floorMod(epochMillis, MILLIS_A_MINUTE);
  }

  /** The latest millisecond of the minute that was counted. */
  public static long lastMillisOf(LedgerRecord counts) {
    return (counts.getAcceptedEpochMinute() + 1) * MILLIS_A_MINUTE - 1;
  }

  private static LedgerRecord.Builder after(
      @Nullable LedgerRecord counts, String tenantId, int partition, long epochMillis) {
    return counts != null
        ? counts.toBuilder()
        : LedgerRecord.newBuilder()
            .setTenantId(tenantId)
            .setAcceptedEpochMinute(Math.floorDiv(epochMillis, MILLIS_A_MINUTE))
            .setPartition(partition);
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
