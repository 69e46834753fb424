package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What windows are folded from again: events up to a position, voids, and how many there are. */
@ExtendWith(Engines.class)
class RawStoreIT {

  private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant ELEVEN = TEN.plusSeconds(3_600);
  private static final TenantId TENANT = TenantId.of("TEN-1");
  private static final String SOURCE = "it's \\ a \0 source";
  private static final EventRange HOUR = new EventRange(TENANT, "t", TEN, ELEVEN);

  private TestStore test;

  @BeforeEach
  void open(EngineAddresses engines) {
    test = TestStore.migrated(engines);
  }

  @AfterEach
  void drop() {
    test.close();
  }

  @Test
  void shouldReadTheEventsOfAShardBeforeAnOffset() {
    EventRow before = event("before", TEN, 0, new UniquePosition(2, 6));
    EventRow unknown = event("unknown", TEN, 0, null);
    write(
        before,
        unknown,
        event("at", TEN, 0, new UniquePosition(2, 7)),
        event("other shard", TEN, 1, new UniquePosition(2, 1)),
        event("other partition", TEN, 0, new UniquePosition(3, 1)),
        event("other hour", ELEVEN, 0, new UniquePosition(2, 1)));

    List<EventRow> read = new ArrayList<>();
    new EventReader(test.store()).read(HOUR, new UniqueBound(0, 2, 7), read::add);

    assertThat(read).containsExactlyInAnyOrder(before, unknown);
  }

  @Test
  void shouldFindEventsByTheirIdsWhateverTheirTypeTimeAndBytes() {
    EventRow one = event("ü\t'", TEN.minusSeconds(86_400 * 400L), 0, new UniquePosition(0, 1));
    EventRow two = event("two", TEN, 3, new UniquePosition(0, 2));
    EventRow again = row("t", "two", TEN, 3, TEN.plusSeconds(86_400 * 60L), null);
    write(one, two, again, event("three", TEN, 0, null));
    EventReader reader = new EventReader(test.store());

    assertThat(reader.find(TENANT, SOURCE, List.of("ü\t'", "two", "nobody")))
        .containsExactlyInAnyOrder(one, two, again)
        .last()
        .isEqualTo(again);
    assertThat(reader.find(TenantId.of("TEN-2"), SOURCE, List.of("two"))).isEmpty();
    assertThat(reader.find(TENANT, "other", List.of("two"))).isEmpty();
    assertThat(reader.find(TENANT, SOURCE, List.of())).isEmpty();
  }

  @Test
  void shouldFindEventsThroughTheIndexOnTheIdentity() {
    test.store()
        .execute(
            SqlStatement.of(
                "INSERT INTO usage_events (tenant_id, type, source, id, time, accepted_at, identity)"
                    + " SELECT 'TEN-1', 't', 's', toString(number), toDateTime(number), now(),"
                    + " reinterpretAsFixedString(cityHash64(number)) || 'abcdefgh'"
                    + " FROM numbers(300000)"));
    SqlStatement find =
        EventReader.find(Identities.parameters(TENANT, SOURCE, List.of("one", "two")));

    List<String> plan =
        test.store()
            .query(
                new SqlStatement("EXPLAIN indexes = 1 " + find.sql(), find.parameters()),
                row -> row.getString(1));

    String skipping = String.join("\n", plan);
    assertThat(skipping).contains("Name: identities");
    assertThat(skipping.substring(skipping.indexOf("Name: identities")))
        .containsPattern("Granules: [0-8]/\\d\\d");
  }

  @Test
  void shouldReadTheFirstVoidOfEachEvent() {
    EventRow event = event("e", TEN, 0, new UniquePosition(2, 6));
    EventRow taken = row("t", "e", TEN, 0, TEN.plusSeconds(86_400 * 60L), null);
    VoidWriter writer = new VoidWriter(test.store());
    writer.write(List.of(voidOf(event, 9, TEN.plusMillis(9)), voidOf(event, 20, TEN)));
    writer.write(List.of(voidOf(event, 9, TEN.plusMillis(9)), voidOf(event, 12, TEN)));
    writer.write(List.of(voidOf(event("late", ELEVEN, 0, null), 30, TEN)));
    VoidReader reader = new VoidReader(test.store());
    EventVoid first =
        new EventVoid(
            event.identity(),
            event.acceptedPartition(),
            event.acceptedOffset(),
            new UniquePosition(2, 9),
            TEN.plusMillis(9));

    assertThat(reader.read(HOUR)).containsExactly(first);
    assertThat(first.isOf(event)).isTrue();
    assertThat(first.isOf(taken)).isFalse();
    assertThat(reader.find(TENANT, SOURCE, List.of("e"))).containsExactly(first);
    assertThat(reader.find(TENANT, SOURCE, List.of("late", "e"))).hasSize(2);
    assertThat(reader.read(new EventRange(TENANT, "other", TEN, ELEVEN))).isEmpty();
    assertThat(reader.read(HOUR.part(0, 2)).size() + reader.read(HOUR.part(1, 2)).size())
        .isEqualTo(1);
  }

  @Test
  void shouldReadVoidsOfSnapshotsByTheirUsageDay() {
    Instant day = Instant.parse("2026-11-19T00:00:00Z");
    EventRow snapshot = row(Meter.SNAPSHOT_TYPE, "s", TEN, 0, TEN, null);
    new VoidWriter(test.store()).write(List.of(voidOf(snapshot, 4, TEN)));

    assertThat(
            new VoidReader(test.store())
                .read(new EventRange(TENANT, Meter.SNAPSHOT_TYPE, day, day.plusSeconds(86_400))))
        .singleElement()
        .matches(each -> each.isOf(snapshot));
  }

  @Test
  void shouldCountEventsByHourTheNewestFirstPageByPage() {
    EventRow other = event("o", TEN, 0, new UniquePosition(2, 1));
    write(
        event("a", TEN, 0, new UniquePosition(2, 1)),
        event("b", TEN.plusSeconds(5), 0, null),
        event("c", TEN, 1, new UniquePosition(2, 2)),
        event("d", ELEVEN, 0, new UniquePosition(2, 3)),
        event("cut", TEN, 0, new UniquePosition(2, 9)),
        event("elsewhere", TEN, 0, new UniquePosition(1, 3)),
        of("TEN-0", other));
    EventHistogram histogram = new EventHistogram(test.store());
    EventHistogram.Question all = new EventHistogram.Question(null, "t", 2, 9);
    List<EventsAt> expected =
        List.of(
            new EventsAt("TEN-1", 0, ELEVEN, 1),
            new EventsAt("TEN-0", 0, TEN, 1),
            new EventsAt("TEN-1", 0, TEN, 2),
            new EventsAt("TEN-1", 1, TEN, 1));

    assertThat(histogram.page(all, null, 10)).isEqualTo(expected);
    assertThat(histogram.total(all)).isEqualTo(5);
    EventHistogram.@Nullable Cursor after = null;
    List<EventsAt> paged = new ArrayList<>();
    for (int page = 0; page < expected.size(); page++) {
      EventsAt next = histogram.page(all, after, 1).getFirst();
      paged.add(next);
      after = new EventHistogram.Cursor(next.start(), next.tenantId(), next.shard());
    }
    assertThat(paged).isEqualTo(expected);
    assertThat(histogram.page(all, after, 10)).isEmpty();
    assertThat(histogram.page(new EventHistogram.Question(TENANT, "t", 2, 9), null, 10)).hasSize(3);
    assertThat(histogram.read(HOUR, 0)).containsExactly(new EventsAt("TEN-1", 0, TEN, 4));
  }

  @Test
  void shouldSayHowFarTheBuildOfAMeterIs() {
    MeterBuilds builds = new MeterBuilds(test.store());
    MeterBuildRow begun = new MeterBuildRow(null, "m", 2, 0, 7, 10, 4, 1, false, TEN);
    MeterBuildRow done = new MeterBuildRow(null, "m", 2, 0, 7, 10, 10, 2, true, ELEVEN);
    MeterBuildRow other = new MeterBuildRow(null, "m", 2, 1, 3, 0, 0, 0, false, TEN);
    MeterBuildRow owned = new MeterBuildRow(TENANT, "m", 2, 0, 7, 1, 1, 0, true, TEN);
    builds.write(List.of(done, other));
    builds.write(List.of(begun, owned));

    assertThat(builds.read(null, "m", 2)).containsExactly(done, other);
    assertThat(builds.read(TENANT, "m", 2)).containsExactly(owned);
    assertThat(builds.read(TENANT, "m", 1)).isEmpty();
    assertThat(builds.all()).containsExactly(done, other, owned);
  }

  private void write(EventRow... events) {
    new EventWriter(test.store()).write(List.of(events));
  }

  private static VoidRow voidOf(EventRow event, long offset, Instant at) {
    return new VoidRow(
        event.tenantId(),
        event.type(),
        event.source(),
        event.id(),
        event.subject(),
        event.time(),
        event.data(),
        event.identity(),
        event.acceptedPartition(),
        event.acceptedOffset(),
        event.shard(),
        new UniquePosition(2, offset),
        "sent twice",
        "key-1",
        at);
  }

  private static EventRow event(
      String id, Instant time, int shard, @Nullable UniquePosition unique) {
    return row("t", id, time, shard, TEN, unique);
  }

  private static EventRow of(String tenant, EventRow row) {
    return new EventRow(
        tenant,
        row.type(),
        row.source(),
        row.id(),
        row.subject(),
        row.time(),
        row.acceptedAt(),
        row.data(),
        row.ingestId(),
        Identity.of(TenantId.of(tenant), row.source(), row.id()),
        row.acceptedPartition(),
        row.acceptedOffset(),
        row.shard(),
        row.unique());
  }

  private static EventRow row(
      String type,
      String id,
      Instant time,
      int shard,
      Instant acceptedAt,
      @Nullable UniquePosition unique) {
    return new EventRow(
        "TEN-1",
        type,
        SOURCE,
        id,
        "subject of " + id,
        time,
        acceptedAt,
        ByteString.copyFromUtf8("{\"usage_date\":\"2026-11-19\"}"),
        "ing-" + id,
        Identity.of(TENANT, SOURCE, id),
        1,
        acceptedAt.getEpochSecond(),
        shard,
        unique);
  }
}
