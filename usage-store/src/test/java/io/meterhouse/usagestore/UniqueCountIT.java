package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What differs is counted exactly, whatever periods, subjects and shards it came in. */
@ExtendWith(Engines.class)
class UniqueCountIT {

  private static final Instant MIDNIGHT = Instant.parse("2026-10-31T00:00:00Z");
  private static final Meter USERS =
      Meters.events(Aggregation.UNIQUE_COUNT, WindowSize.MINUTE, "model");

  private static TestStore test;

  @BeforeAll
  static void migrate(EngineAddresses engines) {
    test = TestStore.migrated(engines);
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @Test
  void shouldCountAMillionValuesOverAnyPeriod() {
    TenantId tenant = TenantId.of("TEN-million");
    int users = 1_000_000;
    int back = 100_000;
    fill(tenant, "s", users, MIDNIGHT, 0);
    // The next day, which is in another month, for another subject and in another shard.
    fill(tenant, "t", back, MIDNIGHT.plus(Duration.ofDays(1)), 1);

    Instant tomorrow = MIDNIGHT.plus(Duration.ofDays(1));
    Instant end = tomorrow.plus(Duration.ofDays(1));
    assertThat(count(UsageQuery.of(tenant, USERS, MIDNIGHT, end))).isEqualTo(users);
    assertThat(count(UsageQuery.of(tenant, USERS, tomorrow, end))).isEqualTo(back);
    assertThat(
            count(
                UsageQuery.of(
                    tenant, USERS, MIDNIGHT.plusSeconds(3_600), MIDNIGHT.plusSeconds(7_200))))
        .isEqualTo(users / 1_440 * 60 + Math.max(0, Math.min(60, users % 1_440 - 60)));
    assertThat(count(UsageQuery.of(tenant, USERS, MIDNIGHT, end).ofSubjects(List.of("t"))))
        .isEqualTo(back);
    assertThat(
            new UsageReader(test.store())
                .totals(List.of(new TotalRequest(tenant, null, USERS, MIDNIGHT, end)))
                .getFirst()
                .value())
        .isEqualTo(BigDecimal.valueOf(users));
  }

  @Test
  void shouldCountWhatIsThereAsOfTheNewestVersionOfEachWindow() {
    TenantId tenant = TenantId.of("TEN-versions");
    Random random = new Random(11);
    List<AggregateRow> written = new ArrayList<>();
    Map<List<Object>, AggregateRow> newest = new HashMap<>();
    for (int version = 1; version <= 4_000; version++) {
      Instant minute = MIDNIGHT.plusSeconds(60L * random.nextInt(180));
      AggregateRow row =
          row(
              tenant,
              "s" + random.nextInt(3),
              "m" + random.nextInt(2),
              random.nextInt(40),
              minute,
              random.nextInt(2),
              version);
      if (random.nextInt(4) == 0) {
        // Its events were all taken back.
        row = emptied(row);
      }
      written.add(row);
      newest.put(key(row), row);
    }
    written.addAll(written.subList(0, 1_000));
    Collections.shuffle(written, random);
    new AggregateWriter(test.store()).write(written);

    Map<List<Object>, Set<Object>> expected = new HashMap<>();
    newest.values().stream()
        .filter(row -> row.aggregate().count() > 0)
        .forEach(
            row ->
                expected
                    .computeIfAbsent(
                        List.of(
                            row.window().start().truncatedTo(ChronoUnit.HOURS),
                            row.subject(),
                            row.dimensions()),
                        _ -> new HashSet<>())
                    .add(row.member()));
    Map<List<Object>, BigDecimal> counted = new HashMap<>();
    UsageQuery query =
        UsageQuery.of(tenant, USERS, MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1)))
            .inWindows(CalendarWindow.HOUR, ZoneOffset.UTC)
            .groupedBySubject()
            .groupedBy(List.of("model"));
    new UsageReader(test.store())
        .usage(query)
        .rows()
        .forEach(
            row ->
                counted.put(
                    List.of(row.windowStart(), String.valueOf(row.subject()), row.dimensions()),
                    row.value()));
    Map<List<Object>, BigDecimal> sizes = new HashMap<>();
    expected.forEach((group, members) -> sizes.put(group, BigDecimal.valueOf(members.size())));
    assertThat(counted).isEqualTo(sizes);
  }

  /** Users from the first on, spread over the minutes of a day; made where they are stored. */
  private static void fill(TenantId tenant, String subject, int users, Instant day, int shard) {
    String sql =
        """
        INSERT INTO usage_aggregates
            (tenant_id, meter, meter_version, subject, window_start, window_seconds, shard, member,
             count, sum, version)
        SELECT {tenant:String}, {meter:String}, {version:UInt32}, {subject:String},
               toDateTime({day:UInt32} + 60 * (number % 1440), 'UTC'), 60, {shard:UInt32},
               sipHash128(number), 1, 1, 1
        FROM numbers({users:UInt32})\
        """;
    test.store()
        .command(
            new SqlParameters()
                .string("tenant", tenant.value())
                .string("meter", USERS.code())
                .integer("version", USERS.version())
                .string("subject", subject)
                .integer("day", day.getEpochSecond())
                .integer("shard", shard)
                .integer("users", users)
                .in(sql),
            test.store().config().database());
  }

  private static long count(UsageQuery query) {
    return new UsageReader(test.store()).usage(query).rows().getFirst().value().longValueExact();
  }

  private static List<Object> key(AggregateRow row) {
    return List.of(
        row.subject(),
        row.dimensions(),
        row.window().start(),
        row.shard(),
        String.valueOf(row.member()));
  }

  private static AggregateRow emptied(AggregateRow row) {
    return new AggregateRow(
        row.tenantId(),
        row.meter(),
        row.meterVersion(),
        row.subject(),
        row.dimensions(),
        row.member(),
        row.window(),
        row.shard(),
        Aggregate.empty(),
        row.acceptedAt(),
        row.version());
  }

  private static AggregateRow row(
      TenantId tenant,
      String subject,
      String model,
      int user,
      Instant minute,
      int shard,
      long version) {
    return new AggregateRow(
        tenant.value(),
        USERS.code(),
        USERS.version(),
        subject,
        new TreeMap<>(Map.of("model", model)),
        Member.of("user-" + user),
        new Window(minute, WindowSize.MINUTE),
        shard,
        Aggregate.of(BigDecimal.ONE, minute, "ing-1"),
        minute,
        version);
  }
}
