package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One event in every minute: a window's count is its length in minutes. */
@ExtendWith(Engines.class)
class CalendarIT {

  private static final int DAYS = 5;
  private static final Meter METER = Meters.events(Aggregation.COUNT, WindowSize.MINUTE);

  private static TestStore test;

  @BeforeAll
  static void open(EngineAddresses engines) {
    test = TestStore.migrated(engines);
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,2026-03-27T23:00:00Z",
    "Europe/Berlin,2026-10-23T22:00:00Z",
    "America/Santiago,2026-04-03T03:00:00Z",
    "America/Santiago,2026-09-04T04:00:00Z",
    "Australia/Lord_Howe,2026-04-03T13:00:00Z",
    "Australia/Lord_Howe,2026-10-02T13:30:00Z",
    "Asia/Kolkata,2026-01-30T18:30:00Z",
    "America/St_Johns,2006-10-27T02:30:00Z",
    "Pacific/Apia,2011-12-28T10:00:00Z",
    "America/New_York,1970-01-01T00:00:00Z",
    "Asia/Tokyo,2105-12-30T15:00:00Z"
  })
  void shouldCutWindowsWhereTheZonesClockSaysSo(String zoneName, Instant from) {
    ZoneId zone = ZoneId.of(zoneName);
    Instant to = from.plus(Duration.ofDays(DAYS));
    TenantId tenant = TenantId.of("TEN-" + zoneName.replace('/', '-') + from.getEpochSecond());
    List<AggregateRow> rows = everyMinute(tenant, from.minusSeconds(3_600), to.plusSeconds(3_600));
    new AggregateWriter(test.store()).write(rows);
    UsageReader reader = new UsageReader(test.store());
    for (CalendarWindow size : CalendarWindow.values()) {
      UsageQuery query = UsageQuery.of(tenant, METER, from, to).inWindows(size, zone);
      List<UsageRow> answered = reader.usage(query).rows();
      assertThat(answered).as(size.name()).isEqualTo(UsageOracle.answer(query, rows));
      assertThat(answered)
          .allSatisfy(
              row ->
                  assertThat(Duration.between(row.windowStart(), row.windowEnd()).toMinutes())
                      .isEqualTo(row.value().longValueExact()));
    }
  }

  @Test
  void shouldListTheMonthsOfEachSubjectInTheZone() {
    ZoneId zone = ZoneId.of("America/Santiago");
    TenantId tenant = TenantId.of("TEN-months");
    List<AggregateRow> rows = new ArrayList<>();
    rows.add(minute(tenant, "a", Instant.parse("2026-03-01T02:59:00Z")));
    rows.add(minute(tenant, "a", Instant.parse("2026-03-01T03:00:00Z")));
    rows.add(minute(tenant, "a", Instant.parse("2026-03-20T03:00:00Z")));
    rows.add(minute(tenant, "b", Instant.parse("2026-05-01T03:59:00Z")));
    rows.add(minute(tenant, "", Instant.parse("2026-05-01T04:00:00Z")));
    new AggregateWriter(test.store()).write(rows);
    List<SubjectMonth> expected =
        List.of(
            new SubjectMonth("", Instant.parse("2026-05-01T04:00:00Z")),
            new SubjectMonth("a", Instant.parse("2026-02-01T03:00:00Z")),
            new SubjectMonth("a", Instant.parse("2026-03-01T03:00:00Z")),
            new SubjectMonth("b", Instant.parse("2026-04-01T03:00:00Z")));
    UsageReader reader = new UsageReader(test.store());
    assertThat(reader.subjectsWithUsage(tenant, METER, zone, null, 100)).isEqualTo(expected);
    List<SubjectMonth> paged = new ArrayList<>();
    for (SubjectMonth after = null; paged.size() < 4; after = paged.getLast()) {
      paged.addAll(reader.subjectsWithUsage(tenant, METER, zone, after, 1));
    }
    assertThat(paged).isEqualTo(expected);
    assertThat(reader.subjectsWithUsage(TenantId.of("TEN-none"), METER, zone, null, 1)).isEmpty();
  }

  private static List<AggregateRow> everyMinute(TenantId tenant, Instant from, Instant to) {
    List<AggregateRow> rows = new ArrayList<>();
    for (Instant at = from; at.isBefore(to); at = at.plusSeconds(60)) {
      if (at.getEpochSecond() >= 0) {
        rows.add(minute(tenant, "s", at));
      }
    }
    return rows;
  }

  private static AggregateRow minute(TenantId tenant, String subject, Instant start) {
    return new AggregateRow(
        tenant.value(),
        METER.code(),
        METER.version(),
        subject,
        new TreeMap<>(),
        null,
        new Window(start, WindowSize.MINUTE),
        0,
        Aggregate.of(BigDecimal.ONE, start, "i"),
        start,
        1);
  }
}
