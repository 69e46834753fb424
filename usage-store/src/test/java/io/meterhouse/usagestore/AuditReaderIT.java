package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the promises are checked with, and the raw events that are folded again. */
@ExtendWith(Engines.class)
class AuditReaderIT {

  private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
  private static final AcceptedSlice HOUR = new AcceptedSlice(TEN, TEN.plusSeconds(3_600), null);
  private static final TenantId TENANT = TenantId.of("TEN-1");

  private TestStore test;
  private AuditReader reader;

  @BeforeEach
  void open(EngineAddresses engines) {
    test = TestStore.migrated(engines);
    reader = new AuditReader(test.store());
  }

  @AfterEach
  void drop() {
    test.close();
  }

  @Test
  void shouldAttributeEventsToTheLedgerByOffsetWhateverTheClocksSay() {
    new LedgerWriter(test.store())
        .write(
            List.of(
                new LedgerRow("TEN-1", TEN, 0, 3, 2, 1, 0, 0, 3),
                new LedgerRow("TEN-1", TEN.plusSeconds(60), 0, 2, 2, 0, 0, 0, 5),
                new LedgerRow("TEN-1", TEN.plusSeconds(60), 1, 1, 1, 0, 0, 0, 1)));
    // Offset 3 was stamped by a broker whose clock was behind: before the minute that counts it.
    write(
        event("a", 0, 0, TEN),
        event("b", 0, 1, TEN.plusSeconds(1)),
        event("c", 0, 3, TEN.minusSeconds(200)),
        event("d", 0, 4, TEN.plusSeconds(61)),
        event("e", 1, 0, TEN.plusSeconds(61)));

    assertThat(reader.ledgerRows(HOUR)).isEqualTo(3);
    assertThat(reader.unbalanced(HOUR)).isEmpty();
    assertThat(reader.eventsOtherThanCounted(HOUR)).isEmpty();
    assertThat(reader.eventsOtherThanCounted(of(TENANT))).isEmpty();
  }

  @Test
  void shouldSayWhichRowOfTheLedgerHasOtherEvents() {
    new LedgerWriter(test.store())
        .write(
            List.of(
                new LedgerRow("TEN-1", TEN, 0, 2, 2, 0, 0, 0, 2),
                new LedgerRow("TEN-1", TEN.plusSeconds(60), 0, 1, 1, 0, 0, 0, 3),
                new LedgerRow("TEN-2", TEN, 1, 4, 1, 1, 1, 0, 4)));
    write(
        event("a", 0, 0, TEN),
        event("c", 0, 2, TEN.plusSeconds(60)),
        event("nobody counted it", 0, 7, TEN.plusSeconds(120)));

    assertThat(reader.eventsOtherThanCounted(HOUR))
        .containsExactly(
            new CountDifference("TEN-1", TEN, 0, 2, 1),
            new CountDifference("TEN-1", TEN.plusSeconds(120), 0, 0, 1),
            new CountDifference("TEN-2", TEN, 1, 1, 0));
    assertThat(reader.rejectionsOtherThanCounted(HOUR))
        .containsExactly(new CountDifference("TEN-2", TEN, 1, 1, 0));
    assertThat(reader.unbalanced(HOUR))
        .containsExactly(new LedgerRow("TEN-2", TEN, 1, 4, 1, 1, 1, 0, 4));
    assertThat(reader.eventsOtherThanCounted(of(TenantId.of("TEN-2")))).hasSize(1);
  }

  @Test
  void shouldCompareWhatAPartitionTookWithWhatTheLedgerCounts() {
    new LedgerWriter(test.store())
        .write(
            List.of(
                new LedgerRow("TEN-1", TEN.minusSeconds(60), 0, 5, 5, 0, 0, 0, 5),
                new LedgerRow("TEN-1", TEN, 0, 3, 3, 0, 0, 0, 9),
                new LedgerRow("TEN-2", TEN, 0, 1, 1, 0, 0, 0, 8),
                new LedgerRow("TEN-1", TEN.minusSeconds(60), 1, 5, 5, 0, 0, 0, 5),
                new LedgerRow("TEN-1", TEN, 1, 3, 3, 0, 0, 0, 9),
                // Nothing before it: how many it should be cannot be told.
                new LedgerRow("TEN-1", TEN, 2, 3, 3, 0, 0, 0, 9)));

    assertThat(reader.partitions(HOUR))
        .containsExactly(new PartitionCount(0, 4, 4), new PartitionCount(1, 3, 4));
  }

  @Test
  void shouldSayWhereWhatWasAcceptedWentAndReadItBack() {
    EventRow now = event("now", 0, 0, TEN);
    EventRow late = event("late", 0, 1, TEN, TEN.minusSeconds(86_400 * 30).plusNanos(7));
    EventRow before = event("before", 0, 2, TEN.minusSeconds(7_200), TEN.plusSeconds(5));
    write(now, late, before, now);
    new EventWriter(test.store()).write(List.of(late));

    assertThat(reader.touchedEvents(HOUR))
        .extracting(TouchedEvents::tenantId, TouchedEvents::type, TouchedEvents::start)
        .containsExactly(
            tuple("TEN-1", "t", TEN.minusSeconds(86_400 * 30)), tuple("TEN-1", "t", TEN));
    assertThat(read(new EventRange(TENANT, "t", TEN, TEN.plusSeconds(3_600))))
        .containsExactlyInAnyOrder(now, before);
    assertThat(
            read(
                new EventRange(
                    TENANT, "t", TEN.minusSeconds(86_400 * 30), TEN.minusSeconds(86_400))))
        .containsExactly(late);
    assertThat(read(new EventRange(TENANT, "other", TEN, TEN.plusSeconds(3_600)))).isEmpty();
  }

  @Test
  void shouldReadEverySubjectInOnePartOfARange() {
    EventRow[] events =
        IntStream.range(0, 50).mapToObj(i -> event("s" + i, 0, i, TEN)).toArray(EventRow[]::new);
    write(events);
    EventRange whole = new EventRange(TENANT, "t", TEN, TEN.plusSeconds(3_600));

    List<EventRow> parts = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      for (int half = 0; half < 2; half++) {
        List<EventRow> read = read(whole.part(part, 3).part(half, 2));
        assertThat(read).hasSizeLessThan(50);
        parts.addAll(read);
      }
    }
    assertThat(parts).containsExactlyInAnyOrder(events);
  }

  @Test
  void shouldReadSnapshotsByTheirUsageDay() {
    EventRow snapshot = snapshot("2026-11-19");
    write(snapshot, snapshot("2026-11-20"));
    Instant day = Instant.parse("2026-11-19T00:00:00Z");

    assertThat(reader.touchedEvents(HOUR))
        .containsExactly(
            new TouchedEvents("TEN-1", Meter.SNAPSHOT_TYPE, day, 1),
            new TouchedEvents("TEN-1", Meter.SNAPSHOT_TYPE, day.plusSeconds(86_400), 1));
    assertThat(read(new EventRange(TENANT, Meter.SNAPSHOT_TYPE, day, day.plusSeconds(86_400))))
        .containsExactly(snapshot);
  }

  @Test
  void shouldReadASnapshotOfADayAsFarAheadAsIsTaken() {
    Instant day = Instant.parse("2026-11-23T00:00:00Z");
    Instant accepted = day.minus(Meter.MAX_SNAPSHOT_AHEAD);
    String data = "{\"usage_date\":\"2026-11-23\"}";
    EventRow ahead = row(Meter.SNAPSHOT_TYPE, "ahead", 0, 1, accepted, accepted, data);
    Instant ages = day.plusSeconds(86_400 * 700L);
    EventRow late = row(Meter.SNAPSHOT_TYPE, "late", 0, 2, ages, ages, data);
    write(ahead, late);

    assertThat(read(new EventRange(TENANT, Meter.SNAPSHOT_TYPE, day, day.plusSeconds(86_400))))
        .containsExactlyInAnyOrder(ahead, late);
    Instant first = Instant.EPOCH;
    assertThat(read(new EventRange(TENANT, Meter.SNAPSHOT_TYPE, first, day))).isEmpty();
  }

  @Test
  void shouldNotKnowThePositionOfEventsFromBeforePositionsWereKept() {
    test.store()
        .execute(
            SqlStatement.of(
                "INSERT INTO usage_events (tenant_id, type, source, id, time, accepted_at, data)"
                    + " VALUES ('TEN-1', 't', 's', 'old', '2026-11-21 10:00:00', '2026-11-21 10:00:00', '{}')"));

    assertThat(read(new EventRange(TENANT, "t", TEN, TEN.plusSeconds(3_600))))
        .singleElement()
        .extracting(EventRow::unique)
        .isNull();
  }

  @Test
  void shouldReadTheNewestRowOfEachWindowWhole() {
    Aggregate figures =
        Aggregate.of(new BigDecimal("-1.5"), TEN.plusNanos(9), "ing-1")
            .plus(new BigDecimal("2.25"), TEN, "ing-2");
    AggregateRow newest = window(figures, 7);
    new AggregateWriter(test.store())
        .write(List.of(window(Aggregate.empty(), 6), newest, window(Aggregate.empty(), 5)));
    Meter meter = Meters.events(Aggregation.SUM, WindowSize.MINUTE, "a", "b");

    List<AggregateRow> read = new ArrayList<>();
    EventRange range = new EventRange(TENANT, "t", TEN, TEN.plusSeconds(3_600));
    reader.windows(range, List.of(meter), read::add);

    assertThat(read).containsExactly(newest);
    assertThat(reader.touchedWindows(HOUR))
        .extracting(TouchedWindows::meter, TouchedWindows::start)
        .containsExactly(tuple("llm_tokens", TEN));
  }

  private List<EventRow> read(EventRange range) {
    List<EventRow> read = new ArrayList<>();
    new EventReader(test.store()).read(range, read::add);
    return read;
  }

  private void write(EventRow... events) {
    new EventWriter(test.store()).write(List.of(events));
  }

  private static AcceptedSlice of(TenantId tenant) {
    return new AcceptedSlice(HOUR.from(), HOUR.to(), tenant);
  }

  private static AggregateRow window(Aggregate aggregate, long version) {
    return new AggregateRow(
        "TEN-1",
        "llm_tokens",
        3,
        "it's",
        new TreeMap<>(Map.of("a", "\"1\"", "b", "")),
        null,
        new Window(TEN, WindowSize.MINUTE),
        0,
        aggregate,
        TEN,
        version);
  }

  private static EventRow event(String id, int partition, long offset, Instant acceptedAt) {
    return event(id, partition, offset, acceptedAt, acceptedAt);
  }

  private static EventRow event(
      String id, int partition, long offset, Instant acceptedAt, Instant time) {
    return row("t", id, partition, offset, acceptedAt, time, "{\"n\":1.50,\"ü\":\"漢\"}");
  }

  private static EventRow snapshot(String day) {
    return row(Meter.SNAPSHOT_TYPE, day, 0, 1, TEN, TEN, "{\"usage_date\":\"%s\"}".formatted(day));
  }

  private static EventRow row(
      String type,
      String id,
      int partition,
      long offset,
      Instant acceptedAt,
      Instant time,
      String data) {
    return new EventRow(
        "TEN-1",
        type,
        "source",
        id,
        id,
        time,
        acceptedAt,
        ByteString.copyFromUtf8(data),
        "ing-" + id,
        Identity.of(TENANT, "source", id),
        partition,
        offset,
        0,
        new UniquePosition(partition, offset * 2));
  }
}
