package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which usage changed in a stretch of accepted time, and the copies of items. */
@ExtendWith(Engines.class)
class TouchedUsageIT {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant OCTOBER = Instant.parse("2026-10-31T23:59:00Z");
  private static final AcceptedSlice HOUR = new AcceptedSlice(NOON, NOON.plusSeconds(3600), null);

  private static TestStore test;

  @BeforeAll
  static void open(EngineAddresses engines) {
    test = TestStore.migrated(engines);
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @Test
  void shouldPageThroughWhatWasAcceptedInTheSliceOnceEach() {
    List<AggregateRow> rows = new ArrayList<>();
    List<TouchedUsage> expected = new ArrayList<>();
    for (String tenant : List.of("TEN-1", "TEN-2")) {
      for (String meter : List.of("a", "b")) {
        for (int version = 1; version <= 2; version++) {
          for (String subject : List.of("", "it's", "x")) {
            rows.add(row(tenant, meter, version, subject, OCTOBER, NOON));
            rows.add(row(tenant, meter, version, subject, NOON, NOON.plusSeconds(60)));
            rows.add(row(tenant, meter, version, subject, NOON.plusSeconds(60), NOON));
            rows.add(
                row(tenant, meter, version, subject, NOON.plusSeconds(600), NOON.minusMillis(1)));
            rows.add(row(tenant, meter, version, subject, NOON.plusSeconds(900), HOUR.to()));
            expected.add(new TouchedUsage(tenant, meter, version, subject, OCTOBER, OCTOBER));
            expected.add(
                new TouchedUsage(tenant, meter, version, subject, NOON, NOON.plusSeconds(60)));
          }
        }
      }
    }
    AggregateWriter writer = new AggregateWriter(test.store());
    writer.write(rows);
    // In more parts than one, and twice.
    writer.write(rows.subList(0, 17));

    assertThat(pages(HOUR, 5)).isEqualTo(expected);
    assertThat(pages(HOUR, 1_000)).isEqualTo(expected);
    assertThat(pages(new AcceptedSlice(HOUR.from(), HOUR.to(), TenantId.of("TEN-2")), 7))
        .isEqualTo(expected.subList(expected.size() / 2, expected.size()));
    assertThat(pages(new AcceptedSlice(NOON.plusSeconds(7200), NOON.plusSeconds(7260), null), 7))
        .isEmpty();
  }

  @Test
  void shouldRefuseAPageWithoutABound() {
    TouchedUsageReader reader = new TouchedUsageReader(test.store());
    assertThatThrownBy(() -> reader.page(HOUR, null, 0))
        .hasMessage("limit: 0 (expected: 1 to 10000)");
    assertThatThrownBy(() -> reader.page(HOUR, null, 10_001))
        .hasMessage("limit: 10001 (expected: 1 to 10000)");
  }

  @Test
  void shouldGiveTheNewestCopyOfEachItemAskedFor() {
    RatedItemWriter writer = new RatedItemWriter(test.store());
    writer.write(List.of(item("1", 2, "10.00"), item("2", 1, "0.125")));
    writer.write(List.of(item("1", 1, "9.99"), item("3", 1, "1")));

    RatedItemReader reader = new RatedItemReader(test.store());
    assertThat(reader.read(List.of(TenantId.of("TEN-1")), List.of("1", "2", "none")))
        .containsExactlyInAnyOrder(item("1", 2, "10"), item("2", 1, "0.125"));
    assertThat(reader.read(List.of(TenantId.of("TEN-2")), List.of("1"))).isEmpty();
    assertThat(reader.read(List.of(), List.of())).isEmpty();
  }

  private static List<TouchedUsage> pages(AcceptedSlice slice, int limit) {
    TouchedUsageReader reader = new TouchedUsageReader(test.store());
    List<TouchedUsage> all = new ArrayList<>();
    @Nullable TouchedUsage after = null;
    List<TouchedUsage> page;
    do {
      page = reader.page(slice, after, limit);
      all.addAll(page);
      after = page.isEmpty() ? after : page.getLast();
    } while (page.size() == limit);
    return all;
  }

  private static AggregateRow row(
      String tenant, String meter, int version, String subject, Instant at, Instant acceptedAt) {
    return new AggregateRow(
        tenant,
        meter,
        version,
        subject,
        new TreeMap<>(),
        null,
        Window.containing(at, WindowSize.MINUTE),
        0,
        Aggregate.of(BigDecimal.ONE, at, "ing-1"),
        acceptedAt,
        1);
  }

  private static RatedItemRow item(String id, long version, String total) {
    return new RatedItemRow(
        "TEN-1",
        id,
        "client",
        "x",
        "cycle",
        "a",
        "model",
        1,
        new BigDecimal("1.5"),
        "0.1",
        "0.15",
        new BigDecimal(total),
        "USD",
        "[]",
        version,
        NOON,
        RatedItemOrigin.USAGE);
  }
}
