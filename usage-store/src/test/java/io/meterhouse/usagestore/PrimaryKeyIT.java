package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads a tenant's own range only, however much others have: asks ClickHouse for its plan. */
@ExtendWith(Engines.class)
class PrimaryKeyIT {

  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-12-01T00:00:00Z");
  private static final TenantId TENANT = TenantId.of("TEN-7");
  private static final Meter METER = Meters.events(Aggregation.SUM, WindowSize.MINUTE);
  private static final Pattern GRANULES = Pattern.compile("Granules: (\\d+)/(\\d+)");

  /** 20 tenants with 50 subjects and 10,000 rows in each of three months. */
  private static final String FILL =
      """
      INSERT INTO usage_aggregates (tenant_id, meter, meter_version, subject, window_start,
                                    window_seconds, count, sum, version)
      SELECT concat('TEN-', toString(number % 20)), 'llm_tokens', 3,
             concat('client-', toString(intDiv(number, 20) % 50)),
             toDateTime('2026-10-01 00:00:00', 'UTC') + intDiv(number, 1000) * 13219, 60, 1, 1, 1
      FROM numbers(600000)\
      """;

  /** A tenant's snapshots of a year, each of the day on which it was accepted. */
  private static final String FILL_SNAPSHOTS =
      """
      INSERT INTO usage_events (tenant_id, type, source, id, time, accepted_at, data, identity)
      SELECT 'TEN-7', 'usage.snapshot', 'snapshots', toString(number),
             toDateTime('2025-12-02 00:00:00', 'UTC') + number * 63 AS at, at,
             concat('{"usage_date":"', toString(toDate(at)), '"}'),
             reinterpretAsFixedString(cityHash64(number)) || 'abcdefgh'
      FROM numbers(500000)\
      """;

  private static TestStore test;

  @BeforeAll
  static void fill(EngineAddresses engines) {
    test = TestStore.migrated(engines);
    test.store().execute(SqlStatement.of(FILL));
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @Test
  void shouldReadTheTenantsRangeOfTheMonthsAskedFor() {
    UsageQuery query =
        UsageQuery.of(TENANT, METER, FROM, TO)
            .inWindows(CalendarWindow.HOUR, ZoneId.of("Europe/Berlin"));
    Plan plan = plan(UsageSql.of(query));
    assertThat(plan.keys()).contains("tenant_id", "meter", "meter_version", "window_start");
    assertThat(plan.read()).isLessThanOrEqualTo(3);
    assertThat(plan.all()).isGreaterThan(60);
  }

  @Test
  void shouldReadOneSubjectsRange() {
    UsageQuery query =
        UsageQuery.of(TENANT, METER, FROM, TO).ofSubjects(List.of("client-7", "client-8"));
    Plan plan = plan(UsageSql.of(query));
    assertThat(plan.keys()).contains("tenant_id", "subject");
    assertThat(plan.read()).isLessThanOrEqualTo(2);
  }

  @Test
  void shouldReadTheRangesOfTheTotalsAskedFor() {
    List<TotalRequest> requests =
        List.of(
            new TotalRequest(TENANT, "client-7", METER, FROM, TO),
            new TotalRequest(TenantId.of("TEN-11"), "client-40", METER, FROM, TO));
    Plan plan = plan(TotalsSql.of(requests).getFirst().statement());
    assertThat(plan.keys()).contains("tenant_id", "meter", "meter_version", "subject");
    assertThat(plan.read()).isLessThanOrEqualTo(4);

    List<TotalRequest> whole = List.of(new TotalRequest(TENANT, null, METER, FROM, TO));
    assertThat(plan(TotalsSql.of(whole).getFirst().statement()).read()).isLessThanOrEqualTo(3);
  }

  @Test
  void shouldReadTheTenantsRangeForItsSubjects() {
    SubjectsSql.Range range = new SubjectsSql.Range(FROM, TO, ZoneId.of("Europe/Berlin"));
    Plan plan = plan(SubjectsSql.page(TENANT, METER, range, null, 10));
    assertThat(plan.keys()).contains("tenant_id", "meter", "meter_version");
    assertThat(plan.read()).isLessThanOrEqualTo(9);
  }

  @Test
  void shouldNotReadSnapshotsThatCameLongBeforeTheDayAskedFor() {
    test.store().execute(SqlStatement.of(FILL_SNAPSHOTS));
    Instant day = Instant.parse("2026-11-28T00:00:00Z");
    EventRange range = new EventRange(TENANT, Meter.SNAPSHOT_TYPE, day, day.plusSeconds(86_400));
    for (SqlStatement statement :
        List.of(EventReader.statement(range, null), EventHistogram.statement(range, 0))) {
      Plan plan = plan(statement);
      assertThat(plan.keys()).contains("tenant_id", "type", "toStartOfHour(time)");
      assertThat(plan.read()).isLessThanOrEqualTo(4);
      assertThat(plan.all()).isGreaterThan(30);
    }
  }

  private record Plan(String keys, long read, long all) {}

  /** The keys used and the granules that are left in the end. */
  private static Plan plan(SqlStatement statement) {
    SqlStatement explain =
        new SqlStatement("EXPLAIN indexes = 1 " + statement.sql(), statement.parameters());
    List<String> lines = test.store().query(explain, row -> row.getString(1));
    String text = String.join("\n", lines);
    String primaryKey = text.substring(text.indexOf("PrimaryKey"));
    Matcher matcher = GRANULES.matcher(text);
    long read = 0;
    long all = 0;
    while (matcher.find()) {
      read = Long.parseLong(matcher.group(1));
      all = Math.max(all, Long.parseLong(matcher.group(2)));
    }
    return new Plan(primaryKey, read, all);
  }
}
