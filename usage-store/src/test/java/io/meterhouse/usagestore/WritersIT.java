package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class WritersIT {

  private static final String NASTY = "it's \\ a \"text\"\twith\nall\r\0of ü 漢 🎉 {x:String} ; --";
  private static final Instant ACCEPTED = Instant.parse("2026-11-21T10:00:00.123Z");

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
  void shouldKeepEveryByteAndNanosecondOfAnEvent() {
    Instant time = Instant.parse("2026-11-21T09:59:59.123456789Z");
    EventRow event = event("TEN-bytes", NASTY, time, ACCEPTED, 7);
    new EventWriter(test.store()).write(List.of(event));
    String columns =
        "hex(concat(source, id, subject, data, identity)), toString(time), toString(accepted_at),"
            + " toString(accepted_partition), toString(accepted_offset),"
            + " toString(assumeNotNull(unique_partition)), toString(assumeNotNull(unique_offset)),"
            + " toString(shard), type, ingest_id";
    assertThat(
            test.texts(
                "SELECT arrayJoin(["
                    + columns
                    + "]) FROM usage_events WHERE tenant_id='TEN-bytes'"))
        .containsExactly(
            HexFormat.of()
                .withUpperCase()
                .formatHex(
                    ByteString.copyFromUtf8(NASTY + NASTY + NASTY)
                        .concat(event.data())
                        .concat(ByteString.copyFrom(event.identity().bytes()))
                        .toByteArray()),
            "2026-11-21 09:59:59.123456789",
            "2026-11-21 10:00:00.123",
            "3",
            "7",
            "1",
            "14",
            "5",
            "llm.request",
            "ing-7");
  }

  @Test
  void shouldStoreAnEventOnceHoweverOftenItIsWritten() {
    TenantId tenant = TenantId.of("TEN-again");
    List<EventRow> events =
        IntStream.range(0, 1_000)
            .mapToObj(i -> event(tenant.value(), "e" + i, ACCEPTED.plusSeconds(i), ACCEPTED, i))
            .toList();
    EventWriter writer = new EventWriter(test.store());
    writer.write(events);
    writer.write(events.subList(100, 900));
    writer.write(events.reversed());
    assertThat(new LedgerReader(test.store()).storedEvents(tenant)).isEqualTo(1_000);
  }

  @Test
  void shouldCountAnIdentityAgainThatWasTakenAgainMonthsLater() {
    TenantId tenant = TenantId.of("TEN-later");
    EventRow first = event(tenant.value(), "e", ACCEPTED, ACCEPTED, 1);
    EventRow second =
        event(tenant.value(), "e", ACCEPTED, Instant.parse("2027-02-01T00:00:00Z"), 99);
    new EventWriter(test.store()).write(List.of(first, second));
    assertThat(new LedgerReader(test.store()).storedEvents(tenant)).isEqualTo(2);
  }

  @Test
  void shouldKeepTheLargestAndTheSmallestValues() {
    BigDecimal large = new BigDecimal("99999999999999999999999999.999999999999");
    Window window = Window.containing(ACCEPTED, WindowSize.MINUTE);
    Aggregate aggregate =
        new Aggregate(
            Long.MAX_VALUE,
            new BigDecimal("9".repeat(64) + "." + "9".repeat(12)),
            large.negate(),
            large,
            Aggregate.of(large, ACCEPTED.plusNanos(1), "ing-1").last());
    new AggregateWriter(test.store())
        .write(
            List.of(
                aggregate(window, aggregate, 1, "TEN-extreme"),
                aggregate(window, Aggregate.empty(), 1, "TEN-empty")));
    assertThat(
            test.texts(
                "SELECT toString((count, sum, min, max, last_value, last_time, last_ingest_id))"
                    + " FROM usage_aggregates WHERE tenant_id = 'TEN-extreme'"))
        .containsExactly(
            "(9223372036854775807,%s.%s,-%s,%s,%s,'2026-11-21 10:00:00.123000001','ing-1')"
                .formatted("9".repeat(64), "9".repeat(12), large, large, large));
    assertThat(
            test.texts(
                "SELECT toString((count, sum, min, max, last_value, last_time, last_ingest_id))"
                    + " FROM usage_aggregates WHERE tenant_id = 'TEN-empty'"))
        .containsExactly("(0,0,NULL,NULL,NULL,NULL,'')");
  }

  @Test
  void shouldTakeABatchOverMoreMonthsThanClickHouseAllowsByDefault() {
    List<AggregateRow> rows = new ArrayList<>();
    for (int month = 0; month < 240; month++) {
      Instant start =
          LocalDate.of(2006, 1, 1).plusMonths(month).atStartOfDay(ZoneOffset.UTC).toInstant();
      Window window = new Window(start, WindowSize.MINUTE);
      rows.add(aggregate(window, Aggregate.of(BigDecimal.ONE, start, "i"), 1, "TEN-backfill"));
    }
    new AggregateWriter(test.store()).write(rows);
    assertThat(
            test.texts(
                "SELECT toString((count(), uniqExact(_partition_id))) FROM usage_aggregates"
                    + " WHERE tenant_id = 'TEN-backfill'"))
        .containsExactly("(240,240)");
  }

  @Test
  void shouldWriteNothingOfABatchWithARowThatCannotBeWritten() {
    List<EventRow> events = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      events.add(event("TEN-half", "e" + i, ACCEPTED, ACCEPTED, i));
    }
    events.add(event("TEN-half", "bad", Instant.parse("2500-01-01T00:00:00Z"), ACCEPTED, 1));
    assertThatThrownBy(() -> new EventWriter(test.store()).write(events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2500-01-01T00:00:00Z");
    assertThat(test.texts("SELECT toString(count()) FROM usage_events WHERE tenant_id='TEN-half'"))
        .containsExactly("0");
  }

  @Test
  void shouldRefuseARowThatNoColumnCanHoldWithoutAskingTheServer() {
    List<EventRow> bad =
        List.of(
            event("TEN-flaw", "late", Instant.parse("2500-01-01T00:00:00Z"), ACCEPTED, 2),
            event("TEN-flaw", "never", ACCEPTED, Instant.MAX, 3),
            event("TEN-flaw", "negative", ACCEPTED, ACCEPTED, -4));
    EventWriter writer = new EventWriter(test.store());
    TableEncoder<EventRow> encoder = writer.encoder();
    List<EncodedRow> encoded = new ArrayList<>();
    for (EventRow row : bad) {
      assertThatThrownBy(() -> encoder.encode(row)).isInstanceOf(IllegalArgumentException.class);
      // What was written of the bad one must not be in front of the good one.
      EventRow good = event("TEN-flaw", "before-" + row.id(), ACCEPTED, ACCEPTED, encoded.size());
      encoded.add(encoder.encode(good));
    }

    writer.writeEncoded(encoded);

    assertThat(test.texts("SELECT id FROM usage_events WHERE tenant_id = 'TEN-flaw' ORDER BY id"))
        .containsExactly("before-late", "before-negative", "before-never");
    assertThatThrownBy(() -> new VoidWriter(test.store()).writeEncoded(encoded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("table: usage_events (expected: usage_voids)");
    assertThatThrownBy(() -> writer.write(bad.subList(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldTellWhetherATableTakesRows(EngineAddresses engines) {
    try (TestStore own = TestStore.migrated(engines)) {
      EventWriter writer = new EventWriter(own.store());
      writer.probe();
      assertThat(own.texts("SELECT toString(count()) FROM usage_events")).containsExactly("0");

      own.store().execute(SqlStatement.of("ALTER TABLE usage_events DROP COLUMN ingest_id"));
      assertThatThrownBy(writer::probe)
          .isInstanceOfSatisfying(
              UsageStoreException.class, e -> assertThat(e.isRetryable()).isFalse());
    }
  }

  @Test
  void shouldWriteTheItemsOfABillInTheirNewestVersion() {
    RatedItemWriter writer = new RatedItemWriter(test.store());
    writer.write(List.of(item("2.50", 2), item("1.25", 1)));
    writer.write(List.of(item("1.25", 1)));
    assertThat(
            test.texts(
                "SELECT toString((id, quantity, unit_price, total_amount, breakdown, version,"
                    + " changed_at)) FROM rated_items FINAL"))
        .containsExactly(
            "('item-1',3,'0.000000000000000001',2.5,'[{\"a\":\"it\\'s\"}]',2,"
                + "'2026-11-21 10:00:00.123')");
  }

  @Test
  void shouldDoNothingWithAnEmptyBatch() {
    new EventWriter(test.store()).write(List.of());
    new SinkProgress(test.store()).record("s", "t", Map.of());
    assertThat(new SinkProgress(test.store()).read("s", "t")).isEmpty();
  }

  private static RatedItemRow item(String total, long version) {
    return new RatedItemRow(
        "TEN-1",
        "item-1",
        "client",
        "client-7",
        "cycle-1",
        "llm_tokens",
        "model-1",
        4,
        new BigDecimal("3"),
        "0.000000000000000001",
        "2.4999999999999999999",
        new BigDecimal(total),
        "USD",
        "[{\"a\":\"it's\"}]",
        version,
        ACCEPTED,
        new RatedItemOrigin("adjustment", "adjustment", "late", "item-0", "cycle-0"));
  }

  private static AggregateRow aggregate(
      Window window, Aggregate aggregate, long version, String tenant) {
    return new AggregateRow(
        tenant, "m", 1, "", new TreeMap<>(), null, window, 0, aggregate, ACCEPTED, version);
  }

  private static EventRow event(
      String tenant, String id, Instant time, Instant acceptedAt, long offset) {
    return new EventRow(
        tenant,
        "llm.request",
        id,
        id,
        id,
        time,
        acceptedAt,
        ByteString.copyFromUtf8("{\"tokens\":1.50}"),
        "ing-" + offset,
        Identity.of(TenantId.of(tenant), id, id),
        3,
        offset,
        5,
        new UniquePosition(1, offset * 2));
  }
}
