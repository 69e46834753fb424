package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Usage of one tenant and type in a stretch of event time, half-open: everything that its windows
 * are folded from, or a share of it that has some of the subjects whole.
 *
 * @param from start of an hour, as is to; of snapshots the start of a usage day, in whatever order
 *     and however late they came
 * @param share 0 to shares - 1
 */
public record EventRange(
    TenantId tenant, String type, Instant from, Instant to, int share, int shares) {

  /** The sorting key, so that no more than these hours are read. */
  private static final String BY_EVENT_TIME =
      " AND toStartOfHour(time) >= toDateTime({from:UInt32}, 'UTC')"
          + " AND toStartOfHour(time) < toDateTime({to:UInt32}, 'UTC')";

  /**
   * A snapshot has no event time, its column has the accepted one: the data says which day. What
   * was accepted too early for the days is not read, as the sorting key tells; there is no latest
   * time, as a snapshot of an old day may come at any.
   */
  private static final String BY_USAGE_DAY =
      " AND toStartOfHour(time) >= toDateTime({accepted_from:UInt32}, 'UTC')"
          + " AND toInt64(toDate32OrZero(JSONExtractString(data, 'usage_date'))) * 86400"
          + " BETWEEN {from:UInt32} AND toInt64({to:UInt32}) - 1";

  public EventRange {
    if (!isAligned(from) || !isAligned(to) || !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "event range: %s to %s (expected: whole hours, the first before the second)"
              .formatted(from, to));
    }
    if (share < 0 || share >= shares) {
      throw new IllegalArgumentException(
          "share: %d of %d (expected: 0 to %d)".formatted(share, shares, shares - 1));
    }
  }

  /** All subjects. */
  public EventRange(TenantId tenant, String type, Instant from, Instant to) {
    this(tenant, type, from, to, 0, 1);
  }

  /** One of so many parts of this range. */
  public EventRange part(int number, int parts) {
    return new EventRange(tenant, type, from, to, share + number * shares, shares * parts);
  }

  /**
   * The same usage hour by hour, for who reads too much of it for one question; of snapshots, which
   * stand by days, this range itself.
   */
  public List<EventRange> byHours() {
    if (type.equals(Meter.SNAPSHOT_TYPE)) {
      return List.of(this);
    }
    List<EventRange> hours = new ArrayList<>();
    for (Instant hour = from;
        hour.isBefore(to);
        hour = hour.plusSeconds(WindowSize.HOUR.seconds())) {
      Instant end = hour.plusSeconds(WindowSize.HOUR.seconds());
      hours.add(new EventRange(tenant, type, hour, end, share, shares));
    }
    return hours;
  }

  private static boolean isAligned(Instant time) {
    return time.getNano() == 0
        && Math.floorMod(time.getEpochSecond(), WindowSize.HOUR.seconds()) == 0;
  }

  /** Whether all of a window that begins then is in it. */
  public boolean contains(Instant windowStart) {
    return !windowStart.isBefore(from) && windowStart.isBefore(to);
  }

  /** The values of tenant, type and {@link #times}. */
  SqlParameters parameters() {
    return new SqlParameters()
        .string("tenant", tenant.value())
        .string("type", type)
        .integer("from", UsageSql.second(from))
        .integer("to", UsageSql.second(to))
        .integer("accepted_from", UsageSql.second(acceptedFrom()));
  }

  /** No snapshot of these days was accepted before. */
  private Instant acceptedFrom() {
    Instant earliest = from.minus(Meter.MAX_SNAPSHOT_AHEAD);
    return earliest.isBefore(Instant.EPOCH) ? Instant.EPOCH : earliest;
  }

  /** Condition on the event time, or of snapshots on the usage day. */
  String times() {
    return type.equals(Meter.SNAPSHOT_TYPE) ? BY_USAGE_DAY : BY_EVENT_TIME;
  }

  /** Condition on the subject, with its values. */
  String subjects(SqlParameters parameters) {
    if (shares == 1) {
      return "";
    }
    parameters.integer("share", share).integer("shares", shares);
    return " AND cityHash64(subject) % {shares:UInt32} = {share:UInt32}";
  }
}
