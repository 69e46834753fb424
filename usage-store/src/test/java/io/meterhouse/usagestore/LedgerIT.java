package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger, the rejections, and how far the sinks are. */
@ExtendWith(Engines.class)
class LedgerIT {

  private static final Instant MINUTE = Instant.parse("2026-11-21T10:00:00Z");
  private static final TenantId TENANT = TenantId.of("TEN-1");

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
  void shouldAddTheNewestVersionOfEachMinuteAndPartition() {
    LedgerWriter writer = new LedgerWriter(test.store());
    writer.write(
        List.of(ledger("TEN-1", MINUTE, 0, 10, 1, 3), ledger("TEN-1", MINUTE, 1, 5, 0, 9)));
    writer.write(
        List.of(ledger("TEN-1", MINUTE, 0, 12, 2, 4), ledger("TEN-2", MINUTE, 0, 99, 9, 1)));
    writer.write(List.of(ledger("TEN-1", MINUTE, 0, 10, 1, 3)));
    writer.write(List.of(ledger("TEN-1", MINUTE.plusSeconds(40 * 86_400), 0, 100, 50, 5)));
    writer.write(List.of(ledger("", MINUTE, 0, 2, 0, 1)));
    writer.write(List.of(new LedgerRow("", MINUTE, 1, 0, 0, 0, 0, 7, 9)));

    LedgerReader reader = new LedgerReader(test.store());
    LedgerTotals totals = reader.totals(TENANT);
    assertThat(totals).isEqualTo(new LedgerTotals(117, 65, 52, 0, 7));
    assertThat(totals.isBalanced()).isTrue();
    assertThat(reader.totalsWithoutTenant()).isEqualTo(new LedgerTotals(2, 2, 0, 0, 7));
    assertThat(reader.totals(TenantId.of("TEN-none"))).isEqualTo(new LedgerTotals(0, 0, 0, 0, 7));
  }

  @Test
  void shouldPageThroughRejectionsTheLatestFirst() {
    List<RejectionRow> rows = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      rows.add(rejection("TEN-1", i % 2, i, MINUTE.plusSeconds(i / 5)));
    }
    RejectionWriter writer = new RejectionWriter(test.store());
    writer.write(rows);
    writer.write(rows.subList(3, 20));
    writer.write(List.of(rejection("TEN-2", 0, 1, MINUTE)));

    RejectionReader reader = new RejectionReader(test.store());
    List<RejectionRow> read = new ArrayList<>();
    RejectionCursor after = null;
    do {
      RejectionPage page = reader.page(TENANT, after, 7);
      read.addAll(page.rows());
      after = page.next() == null ? null : RejectionCursor.parse(page.next().token());
    } while (after != null);
    rows.sort(
        Comparator.comparing(RejectionRow::acceptedAt)
            .thenComparingInt(RejectionRow::rejectedPartition)
            .thenComparingLong(RejectionRow::rejectedOffset)
            .reversed());
    assertThat(read).isEqualTo(rows);
  }

  @Test
  void shouldRememberTheFurthestPositionOfEachPartition() {
    SinkProgress progress = new SinkProgress(test.store());
    assertThat(progress.read("events", "usage.unique")).isEmpty();
    progress.record("events", "usage.unique", Map.of(0, 5L, 1, 7L));
    progress.record("events", "usage.unique", Map.of(0, 9L));
    progress.record("events", "usage.unique", Map.of(0, 8L));
    progress.record("aggregates", "usage.aggregates", Map.of(0, 1L));
    assertThat(progress.read("events", "usage.unique")).isEqualTo(Map.of(0, 9L, 1, 7L));
  }

  @Test
  void shouldRememberTheLatestWatermark() {
    Watermarks watermarks = new Watermarks(test.store());
    assertThat(watermarks.read("aggregates")).isEmpty();
    watermarks.record("aggregates", MINUTE.plusMillis(5));
    watermarks.record("aggregates", MINUTE);
    watermarks.record("events", MINUTE.plusSeconds(9));
    assertThat(watermarks.read("aggregates")).isEqualTo(Optional.of(MINUTE.plusMillis(5)));
  }

  private static LedgerRow ledger(
      String tenant, Instant minute, int partition, long accepted, long duplicates, long version) {
    return new LedgerRow(
        tenant, minute, partition, accepted, accepted - duplicates, duplicates, 0, 0, version);
  }

  private static RejectionRow rejection(
      String tenant, int partition, long offset, Instant acceptedAt) {
    return new RejectionRow(
        tenant,
        partition,
        offset,
        "UNDECODABLE_RECORD",
        "it's \\ not a record",
        "data.tokens",
        "",
        "checkout",
        "id-" + offset,
        "llm.request",
        "client-7",
        ByteString.copyFrom(new byte[] {0, (byte) 0xFF, (byte) 0xC3}),
        acceptedAt,
        1,
        offset);
  }
}
