package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads usage, exact and as of the newest version of every window. Safe for use by several threads.
 *
 * <p>Every method throws {@link UsageStoreException} if ClickHouse fails.
 */
public final class UsageReader {

  private final UsageStore store;

  public UsageReader(UsageStore store) {
    this.store = store;
  }

  /** Windows, subjects and dimensions without usage give no row. */
  public UsagePage usage(UsageQuery query) {
    List<CursorRow> read = store.query(UsageSql.of(query), row -> UsageRows.read(query, row));
    List<CursorRow> page = read.subList(0, Math.min(read.size(), query.limit()));
    return new UsagePage(
        page.stream().map(CursorRow::row).toList(),
        read.size() > query.limit() ? page.getLast().cursor() : null);
  }

  /**
   * A total for each request, in the order of the requests. One statement serves many requests; of
   * thousands, or of different aggregations, it takes some.
   */
  public List<UsageTotal> totals(List<TotalRequest> requests) {
    List<UsageTotal> totals = new ArrayList<>(requests.stream().map(UsageTotal::none).toList());
    if (requests.isEmpty()) {
      return totals;
    }
    for (TotalsSql.Chunk chunk : TotalsSql.of(requests)) {
      store.query(
          chunk.statement(),
          row -> {
            int position = chunk.requests().get(Math.toIntExact(row.getLong("request") - 1));
            TotalRequest request = requests.get(position);
            return totals.set(
                position,
                new UsageTotal(request, row.getBigDecimal("value"), row.getLong("windows")));
          });
    }
    return totals;
  }

  /**
   * Which subjects have usage of the meter, and in which months of the zone (UTC for a snapshot
   * meter), ordered by subject (by its bytes), then month.
   *
   * @param after last one of the page before; null: the first page
   * @param limit at most {@link UsageQuery#MAX_ROWS}; fewer than that come on the last page
   */
  public List<SubjectMonth> subjectsWithUsage(
      TenantId tenant, Meter meter, ZoneId zone, @Nullable SubjectMonth after, int limit) {
    if (limit < 1 || limit > UsageQuery.MAX_ROWS) {
      throw new IllegalArgumentException(
          "limit: " + limit + " (expected: 1 to " + UsageQuery.MAX_ROWS + ")");
    }
    ZoneId calendar = meter.source() == MeterSource.SNAPSHOTS ? ZoneOffset.UTC : zone;
    List<SubjectsSql.Range> range =
        store.query(
            SubjectsSql.range(tenant, meter),
            row ->
                new SubjectsSql.Range(
                    Instant.ofEpochSecond(row.getLong("first")),
                    Instant.ofEpochSecond(row.getLong("last")),
                    calendar));
    if (range.isEmpty()) {
      return List.of();
    }
    return store.query(
        SubjectsSql.page(tenant, meter, range.getFirst(), after, limit),
        row ->
            new SubjectMonth(
                row.getString("subject"),
                Buckets.start(CalendarWindow.MONTH, row.getLong("bucket"), calendar)));
  }

  /** A row and the cursor that stands after it. */
  record CursorRow(UsageRow row, UsageCursor cursor) {}
}
