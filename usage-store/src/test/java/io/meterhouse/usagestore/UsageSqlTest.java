package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageSqlTest {

  private static final TenantId TENANT = TenantId.of("TEN-1");
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-04-01T00:00:00Z");

  @Test
  void shouldReadAsOneStatement() {
    UsageQuery query =
        UsageQuery.of(TENANT, Meters.events(Aggregation.SUM, WindowSize.MINUTE, "model"), FROM, TO)
            .groupedBySubject()
            .groupedBy(List.of("model"))
            .page(100, new UsageCursor(0, List.of("client-7", "m")));
    assertThat(UsageSql.of(query))
        .isEqualTo(
            new SqlStatement(
                """
                SELECT toInt64(0) AS bucket, subject AS group_0, dimensions[{dimension_0:String}] AS group_1, toDecimal256(sum(sum), 12) AS value
                FROM (SELECT subject, window_start, dimensions, sum FROM usage_aggregates FINAL WHERE tenant_id = {tenant:String} AND meter = {meter:String} AND meter_version = {version:UInt32} AND window_start >= toDateTime({from:UInt32}, 'UTC') AND window_start < toDateTime({to:UInt32}, 'UTC') AND count > 0)
                GROUP BY bucket, group_0, group_1
                HAVING tuple(bucket, group_0, group_1) > tuple({after_bucket:Int64}, {after_0:String}, {after_1:String})
                ORDER BY bucket, group_0, group_1
                LIMIT {limit:UInt32}
                SETTINGS do_not_merge_across_partitions_select_final = 1\
                """,
                Map.ofEntries(
                    Map.entry("tenant", "TEN-1"),
                    Map.entry("meter", "llm_tokens"),
                    Map.entry("version", "3"),
                    Map.entry("from", "1772323200"),
                    Map.entry("to", "1775001600"),
                    Map.entry("dimension_0", "model"),
                    Map.entry("after_bucket", "0"),
                    Map.entry("after_0", "client-7"),
                    Map.entry("after_1", "m"),
                    Map.entry("limit", "101"))));
  }

  @Test
  void shouldNeverHoldInputInItsText() {
    String evil = "x'); DROP TABLE usage_events; --";
    UsageQuery query =
        UsageQuery.of(TENANT, Meters.events(Aggregation.MAX, WindowSize.MINUTE, "model"), FROM, TO)
            .ofSubjects(List.of(evil))
            .where(Map.of("model", List.of(evil)));
    SqlStatement statement = UsageSql.of(query);
    assertThat(statement.sql()).doesNotContain("DROP");
    assertThat(statement.parameters())
        .containsEntry("subjects", "['x\\'); DROP TABLE usage_events; --']")
        .containsEntry("filter_0", "model")
        .containsEntry("filter_values_0", "['x\\'); DROP TABLE usage_events; --']");
  }

  @Test
  void shouldTellClickHouseTheClockOfTheZone() {
    UsageQuery query =
        UsageQuery.of(TENANT, Meters.events(Aggregation.COUNT, WindowSize.MINUTE), FROM, TO)
            .inWindows(CalendarWindow.DAY, ZoneId.of("Europe/Berlin"));
    assertThat(UsageSql.of(query).parameters())
        .containsEntry("segment_starts", "[1772150400,1774746000]")
        .containsEntry("segment_offsets", "[3600,7200]")
        .containsEntry("segment_floors", "[20511,20541]");
  }

  @Test
  void shouldNotReadAgainTheWindowsBeforeThePage() {
    UsageQuery query =
        UsageQuery.of(TENANT, Meters.events(Aggregation.COUNT, WindowSize.MINUTE), FROM, TO)
            .inWindows(CalendarWindow.DAY, ZoneId.of("Europe/Berlin"))
            .page(10, new UsageCursor(20_520, List.of()));
    assertThat(UsageSql.of(query).parameters())
        .containsEntry(
            "from", Long.toString(Instant.parse("2026-03-07T23:00:00Z").getEpochSecond()));
  }

  @Test
  void shouldAskForManyTotalsInOneStatementAndCutWhatDoesNotFit() {
    var sum = Meters.events(Aggregation.SUM, WindowSize.MINUTE);
    var max = Meters.events(Aggregation.MAX, WindowSize.MINUTE);
    List<TotalRequest> requests = new ArrayList<>();
    for (int i = 0; i < TotalsSql.MAX_REQUESTS + 1; i++) {
      requests.add(new TotalRequest(TENANT, "s" + i, sum, FROM, TO));
    }
    requests.add(new TotalRequest(TENANT, "s", max, FROM, TO));
    requests.add(new TotalRequest(TENANT, null, sum, FROM, TO));
    requests.add(new TotalRequest(TENANT, "x".repeat(TotalsSql.MAX_TEXT_CHARS), max, FROM, TO));
    assertThat(TotalsSql.of(requests))
        .extracting(chunk -> chunk.requests().size())
        .containsExactly(TotalsSql.MAX_REQUESTS, 1, 1, 1, 1);
  }
}
