package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to read of one meter of one tenant. Start from {@link #of} and narrow it down.
 *
 * @param from event time, whole seconds; the range is {@code [from, to)}
 * @param size null: one row for the whole period
 * @param zone whose calendar the windows follow. Of a snapshot meter it is always UTC: a usage date
 *     is a date, the same in every zone
 * @param groupBySubject otherwise all subjects are folded together
 * @param groupBy dimensions, in the order of the answer's sorting
 * @param subjects only these; empty: all. The empty text is usage that names no subject
 * @param dimensionFilters by dimension the values to keep; empty: all
 * @param limit rows of a page
 * @param after null: the first page
 */
public record UsageQuery(
    TenantId tenant,
    Meter meter,
    Instant from,
    Instant to,
    @Nullable CalendarWindow size,
    ZoneId zone,
    boolean groupBySubject,
    List<String> groupBy,
    List<String> subjects,
    SortedMap<String, List<String>> dimensionFilters,
    int limit,
    @Nullable UsageCursor after) {

  public static final int MAX_ROWS = 10_000;

  /** Of one filter; all of them travel in the URL of the statement. */
  public static final int MAX_FILTER_VALUES = 200;

  public UsageQuery {
    groupBy = List.copyOf(groupBy);
    subjects = List.copyOf(subjects);
    TreeMap<String, List<String>> filters = new TreeMap<>();
    dimensionFilters.forEach((dimension, values) -> filters.put(dimension, List.copyOf(values)));
    dimensionFilters = Collections.unmodifiableSortedMap(filters);
    zone = meter.source() == MeterSource.SNAPSHOTS ? ZoneOffset.UTC : zone;
    require(from.isBefore(to), "from", from, "before to " + to);
    require(isWholeSecond(from), "from", from, "whole seconds");
    require(isWholeSecond(to), "to", to, "whole seconds");
    require(limit >= 1 && limit <= MAX_ROWS, "limit", limit, "1 to " + MAX_ROWS);
    require(new HashSet<>(groupBy).size() == groupBy.size(), "group by", groupBy, "each one once");
    requireDimensions(meter, groupBy);
    requireDimensions(meter, dimensionFilters.keySet());
    requireFewValues("subjects", subjects);
    dimensionFilters.forEach(UsageQuery::requireFewValues);
    int keys = groupBy.size() + (groupBySubject ? 1 : 0);
    require(
        after == null || after.keys().size() == keys,
        "page token",
        after,
        "of the same query, which has " + keys + " keys");
  }

  /** Everything of the meter in the range, as one row. */
  public static UsageQuery of(TenantId tenant, Meter meter, Instant from, Instant to) {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        null,
        ZoneOffset.UTC,
        false,
        List.of(),
        List.of(),
        new TreeMap<>(),
        MAX_ROWS,
        null);
  }

  public UsageQuery inWindows(CalendarWindow windows, ZoneId calendar) {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        windows,
        calendar,
        groupBySubject,
        groupBy,
        subjects,
        dimensionFilters,
        limit,
        after);
  }

  public UsageQuery groupedBySubject() {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        size,
        zone,
        true,
        groupBy,
        subjects,
        dimensionFilters,
        limit,
        after);
  }

  public UsageQuery groupedBy(List<String> dimensions) {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        size,
        zone,
        groupBySubject,
        dimensions,
        subjects,
        dimensionFilters,
        limit,
        after);
  }

  public UsageQuery ofSubjects(List<String> wanted) {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        size,
        zone,
        groupBySubject,
        groupBy,
        wanted,
        dimensionFilters,
        limit,
        after);
  }

  public UsageQuery where(Map<String, List<String>> filters) {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        size,
        zone,
        groupBySubject,
        groupBy,
        subjects,
        new TreeMap<>(filters),
        limit,
        after);
  }

  public UsageQuery page(int rows, @Nullable UsageCursor cursor) {
    return new UsageQuery(
        tenant,
        meter,
        from,
        to,
        size,
        zone,
        groupBySubject,
        groupBy,
        subjects,
        dimensionFilters,
        rows,
        cursor);
  }

  /**
   * Whether the range or a window of the answer begins or ends inside a window that is stored. Such
   * a stored window counts where it begins, so figures would be shifted: who asks ought to refuse
   * such a query.
   */
  public boolean cutsStoredWindows() {
    long stored = meter.windowSize().seconds();
    if (from.getEpochSecond() % stored != 0 || to.getEpochSecond() % stored != 0) {
      return true;
    }
    if (size == null) {
      return false;
    }
    boolean finer =
        switch (size) {
          case MINUTE -> stored > 60;
          case HOUR -> stored > 3_600;
          case DAY, WEEK, MONTH -> false;
        };
    return finer
        || (size != CalendarWindow.MINUTE && !LocalTimeline.of(from, to, zone).isAlignedTo(stored));
  }

  private static boolean isWholeSecond(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
  }

  private static void requireDimensions(Meter meter, Collection<String> named) {
    for (String dimension : named) {
      require(
          meter.dimensions().containsKey(dimension),
          "dimension",
          dimension,
          "one of meter " + meter.code() + ": " + meter.dimensions().keySet());
    }
  }

  private static void requireFewValues(String filter, List<String> values) {
    require(
        values.size() <= MAX_FILTER_VALUES,
        "filter on " + filter,
        values.size() + " values",
        "at most " + MAX_FILTER_VALUES);
  }

  private static void require(boolean holds, String name, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + came + " (expected: " + expected + ")");
    }
  }
}
