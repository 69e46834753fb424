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
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Engines.class)
class UsageReaderIT {

  private static final TenantId TENANT = TenantId.of("TEN-random");
  private static final Instant FROM = Instant.parse("2026-03-20T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-04-10T00:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static TestStore test;
  private static UsageReader reader;
  private static RandomUsage events;
  private static RandomUsage snapshots;

  @BeforeAll
  static void writeInAnyOrderAndTwice(EngineAddresses engines) {
    test = TestStore.migrated(engines);
    reader = new UsageReader(test.store());
    events =
        new RandomUsage(7, TENANT.value(), meter(Aggregation.SUM))
            .events(3_000, FROM.minusSeconds(86_400), TO.plusSeconds(86_400));
    snapshots =
        new RandomUsage(8, TENANT.value(), Meters.snapshots(Aggregation.SUM))
            .snapshots(600, FROM.minusSeconds(86_400), TO.plusSeconds(86_400));
    write(events.shuffledWithRepetitions(), 7);
    write(snapshots.shuffledWithRepetitions(), 3);
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"COUNT", "SUM", "MIN", "MAX", "LATEST"})
  void shouldAnswerWhatTheFoldOfTheWindowsIs(Aggregation aggregation) {
    UsageQuery query = UsageQuery.of(TENANT, meter(aggregation), FROM, TO);
    assertAnswered(query, events);
    assertAnswered(query.groupedBySubject(), events);
    assertAnswered(query.inWindows(CalendarWindow.WEEK, BERLIN), events);
    assertAnswered(
        query
            .inWindows(CalendarWindow.DAY, BERLIN)
            .groupedBySubject()
            .groupedBy(List.of("region", "model")),
        events);
    assertAnswered(
        query
            .inWindows(CalendarWindow.MONTH, ZoneId.of("America/Santiago"))
            .groupedBy(List.of("model"))
            .ofSubjects(List.of("", "it's \\ ü"))
            .where(Map.of("model", List.of("m'\"\\\n", ""), "region", List.of("eu"))),
        events);
  }

  @ParameterizedTest
  @EnumSource(CalendarWindow.class)
  void shouldAnswerInWindowsOfEverySize(CalendarWindow size) {
    UsageQuery query = UsageQuery.of(TENANT, meter(Aggregation.SUM), FROM, TO);
    assertAnswered(query.inWindows(size, BERLIN), events);
    assertAnswered(query.inWindows(size, ZoneOffset.UTC).groupedBySubject(), events);
  }

  @ParameterizedTest
  @EnumSource(names = {"COUNT", "SUM", "MIN", "MAX", "LATEST"})
  void shouldFoldTheLastSnapshotOfEachDay(Aggregation aggregation) {
    UsageQuery query = UsageQuery.of(TENANT, Meters.snapshots(aggregation), FROM, TO);
    assertAnswered(query, snapshots);
    assertAnswered(query.groupedBySubject(), snapshots);
    assertAnswered(query.inWindows(CalendarWindow.DAY, BERLIN).groupedBySubject(), snapshots);
    assertAnswered(query.inWindows(CalendarWindow.MONTH, BERLIN), snapshots);
    assertAnswered(query.ofSubjects(List.of("z")), snapshots);
  }

  @Test
  void shouldGiveEveryRowOnceOverPages() {
    UsageQuery query =
        UsageQuery.of(TENANT, meter(Aggregation.MAX), FROM, TO)
            .inWindows(CalendarWindow.DAY, BERLIN)
            .groupedBySubject()
            .groupedBy(List.of("model"));
    List<UsageRow> rows = new ArrayList<>();
    UsageCursor after = null;
    int pages = 0;
    do {
      UsagePage page = reader.usage(query.page(37, after));
      rows.addAll(page.rows());
      after = page.next() == null ? null : UsageCursor.parse(page.next().token());
      pages++;
    } while (after != null);
    assertThat(rows).isEqualTo(UsageOracle.answer(query, events.newest()));
    assertThat(pages).isEqualTo((rows.size() + 36) / 37);
  }

  @Test
  void shouldGiveEveryRowOfThePeriodOnceOverPages() {
    UsageQuery query =
        UsageQuery.of(TENANT, meter(Aggregation.COUNT), FROM, TO)
            .groupedBySubject()
            .groupedBy(List.of("model", "region"));
    UsagePage first = reader.usage(query.page(10, null));
    UsagePage rest = reader.usage(query.page(1_000, first.next()));
    List<UsageRow> rows = new ArrayList<>(first.rows());
    rows.addAll(rest.rows());
    assertThat(rows).isEqualTo(UsageOracle.answer(query, events.newest()));
    assertThat(rest.next()).isNull();
  }

  @Test
  void shouldGiveNoRowWhereThereIsNoUsage() {
    UsageQuery query = UsageQuery.of(TenantId.of("TEN-nobody"), meter(Aggregation.COUNT), FROM, TO);
    assertThat(reader.usage(query)).isEqualTo(new UsagePage(List.of(), null));
    assertThat(reader.usage(query.inWindows(CalendarWindow.HOUR, BERLIN)).rows()).isEmpty();
  }

  @Test
  void shouldAddBeyondThirtyEightDigits() {
    BigDecimal large = new BigDecimal("99999999999999999999999999.999999999999");
    TenantId tenant = TenantId.of("TEN-wide");
    Meter daily = Meters.snapshots(Aggregation.SUM);
    List<AggregateRow> rows = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      Window window = Window.containing(FROM.plusSeconds(day * 86_400L), WindowSize.DAY);
      rows.add(row(tenant, daily, window, Aggregate.ofSnapshot(large, window, "i" + day), 1));
      rows.add(
          row(
              tenant,
              meter(Aggregation.SUM),
              Window.containing(window.start(), WindowSize.MINUTE),
              Aggregate.of(large, window.start(), "i" + day),
              1));
    }
    new AggregateWriter(test.store()).write(rows);
    BigDecimal expected = large.multiply(BigDecimal.valueOf(20));
    assertThat(value(UsageQuery.of(tenant, daily, FROM, TO))).isEqualByComparingTo(expected);
    assertThat(value(UsageQuery.of(tenant, meter(Aggregation.SUM), FROM, TO)))
        .isEqualByComparingTo(expected);
  }

  @Test
  void shouldForgetAWindowWhoseEventsWereAllTakenBack() {
    TenantId tenant = TenantId.of("TEN-void");
    Window window = Window.containing(FROM, WindowSize.MINUTE);
    Meter meter = meter(Aggregation.LATEST);
    AggregateWriter writer = new AggregateWriter(test.store());
    writer.write(
        List.of(row(tenant, meter, window, Aggregate.of(BigDecimal.TEN, FROM, "ing-1"), 1)));
    UsageQuery query = UsageQuery.of(tenant, meter, FROM, TO);
    assertThat(value(query)).isEqualTo(BigDecimal.TEN);
    writer.write(List.of(row(tenant, meter, window, Aggregate.empty(), 2)));
    assertThat(reader.usage(query).rows()).isEmpty();
  }

  @Test
  void shouldReadTheMetersVersionAskedForAlone() {
    TenantId tenant = TenantId.of("TEN-versions");
    Window window = Window.containing(FROM, WindowSize.MINUTE);
    Meter meter = meter(Aggregation.SUM);
    AggregateRow ours = row(tenant, meter, window, Aggregate.of(BigDecimal.TWO, FROM, "a"), 1);
    AggregateRow older =
        new AggregateRow(
            tenant.value(),
            meter.code(),
            meter.version() - 1,
            "",
            new TreeMap<>(),
            null,
            window,
            0,
            Aggregate.of(BigDecimal.TEN, FROM, "a"),
            FROM,
            9);
    new AggregateWriter(test.store()).write(List.of(ours, older));
    assertThat(value(UsageQuery.of(tenant, meter, FROM, TO))).isEqualTo(BigDecimal.TWO);
  }

  private static void assertAnswered(UsageQuery query, RandomUsage usage) {
    List<UsageRow> expected = UsageOracle.answer(query, usage.newest());
    assertThat(expected).isNotEmpty();
    List<UsageRow> answered = new ArrayList<>();
    UsagePage page = reader.usage(query);
    answered.addAll(page.rows());
    assertThat(answered).as(query.toString()).isEqualTo(expected);
    assertThat(page.next()).isNull();
  }

  private static BigDecimal value(UsageQuery query) {
    return reader.usage(query).rows().getFirst().value();
  }

  private static void write(List<AggregateRow> rows, int batches) {
    AggregateWriter writer = new AggregateWriter(test.store());
    int size = rows.size() / batches + 1;
    for (int from = 0; from < rows.size(); from += size) {
      writer.write(rows.subList(from, Math.min(rows.size(), from + size)));
    }
  }

  private static AggregateRow row(
      TenantId tenant, Meter meter, Window window, Aggregate aggregate, long version) {
    return new AggregateRow(
        tenant.value(),
        meter.code(),
        meter.version(),
        "",
        new TreeMap<>(),
        null,
        window,
        0,
        aggregate,
        FROM,
        version);
  }

  private static Meter meter(Aggregation aggregation) {
    return Meters.events(aggregation, WindowSize.MINUTE, "model", "region");
  }
}
