package io.meterhouse.aggregator.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.StoredUsage;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.folding.EventVoids;
import io.meterhouse.aggregator.folding.WindowKeys;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.UniquePosition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One window of the minute of noon, in a piece of the hour. */
class RecomputeFoldTest {

  private static final Meter METER = TestMeters.LARGEST;
  private static final MeterCatalog CATALOG = MeterCatalog.of(List.of(METER));
  private static final long REACHED = 50;
  private static final Instant LATER = Usage.NOON.plusSeconds(3_600);
  private static final List<AggregateRecord> NOTHING = List.of();

  @Test
  void shouldPublishAWindowThatIsNotStoredAtTheVersionThatWasReached() {
    assertThat(released(null, EventVoids.NONE, event(10, 1), event(20, 2)))
        .containsExactly(record(REACHED, 10, 20));
  }

  @Test
  void shouldLeaveAWindowThatIsStoredSo() {
    assertThat(released(stored(3, 10, 20), EventVoids.NONE, event(10, 1), event(20, 2)))
        .isEqualTo(NOTHING);
  }

  @Test
  void shouldRepairAWindowThatSaysItIsOlderThanItsLastEvent() {
    assertThat(repaired(stored(2, 10, 20), event(10, 1), event(20, 2)))
        .containsExactly(record(REACHED, 10, 20));
  }

  @Test
  void shouldPublishAWindowThatIsWrongAndLeaveOneThatIsNewer() {
    assertThat(released(stored(REACHED, 10), EventVoids.NONE, event(10, 1), event(20, 2)))
        .containsExactly(record(REACHED, 10, 20));
    assertThat(released(stored(REACHED + 1, 10), EventVoids.NONE, event(10, 1), event(20, 2)))
        .isEqualTo(NOTHING);
    assertThat(released(stored(REACHED + 1, 10), EventVoids.NONE)).isEqualTo(NOTHING);
  }

  @Test
  void shouldLeaveOutWhatIsVoidBeforeTheVersionAndNothingElse() {
    assertThat(released(stored(3, 10, 20), voids(20, 7), event(10, 1), event(20, 2)))
        .containsExactly(record(REACHED, 10));
    assertThat(released(stored(3, 10, 20), voids(20, REACHED), event(10, 1), event(20, 2)))
        .isEqualTo(NOTHING);
    // Another event of that identity, accepted since.
    assertThat(released(stored(3, 10, 20), voids(30, 7), event(10, 1), event(20, 2)))
        .isEqualTo(NOTHING);
  }

  @Test
  void shouldPublishAWindowAllOfWhoseEventsAreVoidAsEmpty() {
    assertThat(released(stored(3, 20), voids(20, 7), event(20, 2)))
        .containsExactly(record(REACHED));
    assertThat(released(null, voids(20, 7), event(20, 2))).containsExactly(record(REACHED));
    assertThat(released(stored(8), voids(20, 7), event(20, 2))).isEqualTo(NOTHING);
  }

  @Test
  void shouldPublishAStoredWindowThatNoEventExplainsAsEmptyWhereThatIsAskedFor() {
    assertThat(repaired(stored(3, 20))).containsExactly(record(REACHED));
    assertThat(repaired(stored(3))).isEqualTo(NOTHING);
    assertThat(repaired(stored(3, 20, 30), event(20, 1))).containsExactly(record(REACHED, 20));
  }

  /** Their month was dropped, and something came late. */
  @Test
  void shouldLeaveAWindowOfMoreEventsThanThereAre() {
    assertThat(released(stored(3, 20), EventVoids.NONE)).isEqualTo(NOTHING);
    assertThat(released(stored(3, 20, 30), EventVoids.NONE, event(40, 7))).isEqualTo(NOTHING);
    assertThat(released(stored(3, 20), EventVoids.NONE, event(40, 7))).isEqualTo(NOTHING);
    // What was void before does not stand in for what is gone, nor does what is void since.
    assertThat(released(stored(3, 20), voids(30, 2), event(30, 1), event(40, 7)))
        .isEqualTo(NOTHING);
    assertThat(released(stored(3, 20), voids(20, 7), event(20, 1), event(40, 7)))
        .containsExactly(record(REACHED, 40));
  }

  @Test
  void shouldNotTouchWindowsOfOtherMetersShardsAndHours() {
    RecomputeFold fold = fold(LATER, RecomputePiece.NO_ANSWER, EventVoids.NONE);
    fold.window(StoredUsage.window(TestMeters.COST, 3, List.of(1L)));
    fold.event(shard(event(10, 1), 1));
    fold.event(event(10, REACHED));

    assertThat(fold.result())
        .isEqualTo(new RecomputeFold.Result(NOTHING, NOTHING, List.of(), 0, 0));
  }

  @Test
  void shouldAnswerWhatCameBeforeTheCutExactlyAndPublishNoWindowThatIsNotReleased() {
    RecomputeFold fold = fold(Usage.NOON, 3, voids(10, 2));
    fold.window(stored(40, 99));
    List.of(event(10, 0), event(20, 1), event(30, 2), event(40, 3)).forEach(fold::event);

    RecomputeFold.Result result = fold.result();

    assertThat(result.released()).isEmpty();
    assertThat(result.bases())
        .singleElement()
        .satisfies(
            base ->
                assertThat(WindowState.fromWire(base).aggregate())
                    .isEqualTo(StoredUsage.window(METER, 3, List.of(20L, 30L)).aggregate()));
  }

  @Test
  void shouldAnswerWithAnEventWhoseVoidComesAfterTheCut() {
    RecomputeFold fold = fold(Usage.NOON, 3, voids(10, 3));
    fold.event(event(10, 0));

    assertThat(fold.result().bases()).singleElement().returns(1L, AggregateRecord::getCount);
  }

  @Test
  void shouldAnswerWithNothingForAWindowThatNoEventExplains() {
    RecomputeFold fold = fold(Usage.NOON, 3, EventVoids.NONE);
    fold.window(stored(2, 99));

    assertThat(fold.result().bases()).singleElement().returns(0L, AggregateRecord::getCount);
  }

  private static List<AggregateRecord> released(
      @Nullable AggregateRow stored, EventVoids voids, EventRow... events) {
    RecomputeFold fold = fold(LATER, RecomputePiece.NO_ANSWER, voids);
    if (stored != null) {
      fold.window(stored);
    }
    Arrays.asList(events).forEach(fold::event);
    RecomputeFold.Result result = fold.result();
    assertThat(result.bases()).isEmpty();
    return result.released();
  }

  private static List<AggregateRecord> repaired(AggregateRow stored, EventRow... events) {
    RecomputeFold fold = fold(LATER, REACHED, EventVoids.NONE);
    fold.window(stored);
    Arrays.asList(events).forEach(fold::event);
    return fold.result().released();
  }

  private static RecomputeFold fold(Instant releasedUntil, long cut, EventVoids voids) {
    EventRange range = new EventRange(StoredUsage.TENANT, TestMeters.TYPE, Usage.NOON, LATER);
    RecomputePiece piece =
        new RecomputePiece(range, WindowCheck.Scale.UP_TO_AN_HOUR, 0, 0, releasedUntil, cut);
    return new RecomputeFold(piece, CATALOG, REACHED, voids);
  }

  private static AggregateRecord record(long version, long... tokens) {
    AggregateRow row = stored(version, tokens);
    return new WindowState(row.aggregate(), version, Usage.NOON).toWire(WindowKeys.of(row));
  }

  private static AggregateRow stored(long version, long... tokens) {
    return StoredUsage.window(METER, version, Arrays.stream(tokens).boxed().toList());
  }

  private static EventRow event(long tokens, long offset) {
    return StoredUsage.event(tokens, offset, Usage.NOON);
  }

  private static EventRow shard(EventRow event, int shard) {
    return new EventRow(
        event.tenantId(),
        event.type(),
        event.source(),
        event.id(),
        event.subject(),
        event.time(),
        event.acceptedAt(),
        event.data(),
        event.ingestId(),
        event.identity(),
        event.acceptedPartition(),
        event.acceptedOffset(),
        shard,
        event.unique());
  }

  private static EventVoids voids(long tokens, long offset) {
    EventVoid first =
        new EventVoid(
            Identity.of(StoredUsage.TENANT, Usage.SOURCE, "e" + tokens),
            0,
            tokens,
            new UniquePosition(0, offset),
            Usage.NOON);
    EventVoid second =
        new EventVoid(first.identity(), 0, tokens, new UniquePosition(0, offset + 100), Usage.NOON);
    return EventVoids.of(List.of(second, first));
  }
}
