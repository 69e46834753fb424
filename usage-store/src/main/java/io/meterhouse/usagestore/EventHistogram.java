package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts stored events by hour of event time (snapshots by usage day), so that they can be folded
 * in pieces of a size that is known before. Rows that stand twice are counted twice. Safe for use
 * by several threads.
 *
 * <p>Every method throws {@link UsageStoreException} if ClickHouse fails.
 */
public final class EventHistogram {

  private static final long DAY_SECONDS = 86_400;

  private static final String HOUR = "toInt64(toUnixTimestamp(toStartOfHour(time)))";

  private static final String DAY =
      "toInt64(toDate32OrZero(JSONExtractString(data, 'usage_date'))) * 86400";

  private final UsageStore store;

  public EventHistogram(UsageStore store) {
    this.store = store;
  }

  /**
   * Which events.
   *
   * @param tenant null: of all
   * @param partition of usage.unique; events of which the position is not known are counted for
   *     every partition
   * @param before offset in that partition
   */
  public record Question(@Nullable TenantId tenant, String type, int partition, long before) {}

  /**
   * Where to go on: with that shard of that tenant on that day, if it has any events, and what
   * stands behind it.
   *
   * @param day its start, UTC
   */
  public record Cursor(Instant day, String tenantId, int shard) {}

  /**
   * The newest days first, those of one day by tenant, shard and hour.
   *
   * @param from null: the newest day
   */
  public List<EventsAt> page(Question question, @Nullable Cursor from, int limit) {
    return store.query(
        page(question, from, parameters(question), limit),
        row ->
            new EventsAt(
                row.getString("tenant_id"),
                Math.toIntExact(row.getLong("shard")),
                Instant.ofEpochSecond(row.getLong("start")),
                row.getLong("n")));
  }

  /** All of them. */
  public long total(Question question) {
    return store
        .query(
            parameters(question).in("SELECT count() AS n FROM usage_events" + where(question)),
            row -> row.getLong("n"))
        .getFirst();
  }

  /** Of one shard in that range, the earliest hour first. */
  public List<EventsAt> read(EventRange range, int shard) {
    return store.query(
        statement(range, shard),
        row ->
            new EventsAt(
                range.tenant().value(),
                shard,
                Instant.ofEpochSecond(row.getLong("start")),
                row.getLong("n")));
  }

  static SqlStatement statement(EventRange range, int shard) {
    SqlParameters parameters = range.parameters().integer("shard", shard);
    return parameters.in(
        "SELECT "
            + start(range.type())
            + " AS start, count() AS n FROM usage_events"
            + " WHERE tenant_id = {tenant:String} AND type = {type:String}"
            + " AND shard = {shard:UInt16}"
            + range.times()
            + range.subjects(parameters)
            + " GROUP BY start ORDER BY start");
  }

  static SqlStatement page(
      Question question, @Nullable Cursor from, SqlParameters parameters, int limit) {
    String having = "";
    if (from != null) {
      having =
          " HAVING day < {day:Int64} OR (day = {day:Int64}"
              + " AND (tenant_id, shard) >= ({from_tenant:String}, {from_shard:UInt16}))";
      parameters
          .integer("day", from.day().getEpochSecond() / DAY_SECONDS)
          .string("from_tenant", from.tenantId())
          .integer("from_shard", from.shard());
    }
    return parameters
        .integer("limit", limit)
        .in(
            "SELECT tenant_id, shard, "
                + start(question.type())
                + " AS start, intDiv(start, 86400) AS day, count() AS n FROM usage_events"
                + where(question)
                + " GROUP BY tenant_id, shard, start"
                + having
                + " ORDER BY day DESC, tenant_id, shard, start LIMIT {limit:UInt32}");
  }

  private static String where(Question question) {
    return " WHERE type = {type:String}"
        + (question.tenant() == null ? "" : " AND tenant_id = {tenant:String}")
        + UniqueBound.BEFORE;
  }

  private static SqlParameters parameters(Question question) {
    SqlParameters parameters =
        new SqlParameters()
            .string("type", question.type())
            .integer("unique_partition", question.partition())
            .integer("before", question.before());
    return question.tenant() == null
        ? parameters
        : parameters.string("tenant", question.tenant().value());
  }

  private static String start(String type) {
    return type.equals(Meter.SNAPSHOT_TYPE) ? DAY : HOUR;
  }
}
