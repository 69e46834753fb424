package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists raw events, also those that count no more. Safe for use by several threads. */
public final class EventPageReader {

  public static final int MAX_ROWS = 1_000;

  private static final long NANOS = 1_000_000_000L;

  /** Beyond these the nanoseconds do not fit a long, and no event can be. */
  private static final long LAST_SECOND = Long.MAX_VALUE / NANOS - 1;

  private final UsageStore store;

  public EventPageReader(UsageStore store) {
    this.store = store;
  }

  /**
   * The latest event time first.
   *
   * @param after null: the first page
   * @param limit 1 to {@link #MAX_ROWS}
   * @throws UsageStoreException if ClickHouse fails
   */
  public EventPage page(EventSelection selection, @Nullable EventCursor after, int limit) {
    if (limit < 1 || limit > MAX_ROWS) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_ROWS + ")");
    }
    List<EventRow> read =
        store.query(
            statement(selection, after, limit), row -> EventReader.event(selection.tenant(), row));
    List<EventRow> page = read.subList(0, Math.min(limit, read.size()));
    return new EventPage(page, read.size() > limit ? EventCursor.of(page.getLast()) : null);
  }

  static SqlStatement statement(EventSelection selection, @Nullable EventCursor after, int limit) {
    String source = selection.source();
    String id = selection.id();
    SqlParameters parameters =
        id != null && source != null
            ? Identities.parameters(selection.tenant(), source, List.of(id))
            : parameters(selection);
    parameters.integer("limit", limit + 1L);
    StringBuilder where = new StringBuilder("tenant_id = {tenant:String}");
    if (id != null) {
      where.append(Identities.CONDITION);
    } else if (source != null) {
      where.append(" AND source = {source:String}");
    }
    equal("type", selection.type(), where, parameters);
    equal("subject", selection.subject(), where, parameters);
    from(selection.from(), where, parameters);
    to(after == null ? selection.to() : null, where, parameters);
    after(after, where, parameters);
    return parameters.in(
        "SELECT "
            + EventReader.COLUMNS
            + " FROM usage_events FINAL WHERE "
            + where
            + " ORDER BY time DESC, accepted_partition DESC, accepted_offset DESC"
            + " LIMIT {limit:UInt32}"
            + UsageSql.SETTINGS
            + (id == null ? "" : ", use_skip_indexes_if_final = 1"));
  }

  private static SqlParameters parameters(EventSelection selection) {
    SqlParameters parameters = new SqlParameters().string("tenant", selection.tenant().value());
    String source = selection.source();
    return source == null ? parameters : parameters.string("source", source);
  }

  private static void equal(
      String column, @Nullable String value, StringBuilder where, SqlParameters parameters) {
    if (value != null) {
      where.append(" AND %1$s = {%1$s:String}".formatted(column));
      parameters.string(column, value);
    }
  }

  /** The hour is in the sorting key, the time itself is not. */
  private static void from(@Nullable Instant from, StringBuilder where, SqlParameters parameters) {
    if (from != null) {
      where.append(
          " AND toStartOfHour(time) >= toStartOfHour(toDateTime({from:UInt32}, 'UTC'))"
              + " AND time >= "
              + time("from"));
      bind("from", from, parameters);
    }
  }

  private static void to(@Nullable Instant to, StringBuilder where, SqlParameters parameters) {
    if (to != null) {
      where.append(
          " AND toStartOfHour(time) <= toDateTime({to:UInt32}, 'UTC') AND time < " + time("to"));
      bind("to", to, parameters);
    }
  }

  /** What is not after the last row of the page before is within the bound of the selection too. */
  private static void after(
      @Nullable EventCursor after, StringBuilder where, SqlParameters parameters) {
    if (after != null) {
      where.append(
          " AND toStartOfHour(time) <= toDateTime({to:UInt32}, 'UTC')"
              + " AND tuple(time, accepted_partition, accepted_offset) < tuple("
              + time("to")
              + ", {after_partition:UInt32}, {after_offset:UInt64})");
      bind("to", after.time(), parameters);
      parameters
          .integer("after_partition", after.partition())
          .integer("after_offset", after.offset());
    }
  }

  private static String time(String name) {
    return "fromUnixTimestamp64Nano({" + name + "_nanos:Int64}, 'UTC')";
  }

  private static long nanos(Instant time) {
    long second = time.getEpochSecond();
    return Math.abs(second) > LAST_SECOND
        ? Math.clamp(second, -LAST_SECOND, LAST_SECOND) * NANOS
        : second * NANOS + time.getNano();
  }

  private static void bind(String name, Instant time, SqlParameters parameters) {
    parameters.integer(name, UsageSql.second(time)).integer(name + "_nanos", nanos(time));
  }
}
