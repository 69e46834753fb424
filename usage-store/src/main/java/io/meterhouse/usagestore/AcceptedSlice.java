package io.meterhouse.usagestore;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What was accepted in a stretch of time, half-open.
 *
 * @param from whole minute, as is to
 * @param tenant null: of all, and of records that name none
 */
public record AcceptedSlice(Instant from, Instant to, @Nullable TenantId tenant) {

  public AcceptedSlice {
    if (!isMinute(from) || !isMinute(to) || !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "slice: %s to %s (expected: whole minutes, the first before the second)"
              .formatted(from, to));
    }
  }

  private static boolean isMinute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES).equals(time);
  }

  /** With the values of {@link #and}. */
  SqlParameters parameters() {
    SqlParameters parameters =
        new SqlParameters()
            .integer("from", UsageSql.second(from))
            .integer("to", UsageSql.second(to));
    return tenant == null ? parameters : parameters.string("tenant", tenant.value());
  }

  /** Condition on the accepted time of events and windows, likewise. */
  String accepted() {
    return "accepted_at >= toDateTime64({from:UInt32}, 3, 'UTC')"
        + " AND accepted_at < toDateTime64({to:UInt32}, 3, 'UTC')";
  }

  /** Condition on the tenant, for a statement with these parameters. */
  String and() {
    return tenant == null ? "" : " AND tenant_id = {tenant:String}";
  }
}
