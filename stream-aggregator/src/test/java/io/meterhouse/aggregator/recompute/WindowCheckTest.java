package io.meterhouse.aggregator.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.StoredUsage;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.audit.BuiltMeters;
import io.meterhouse.aggregator.folding.EventVoids;
import io.meterhouse.aggregator.recompute.WindowCheck.Scale;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.UniquePosition;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowCheckTest {

  private static final Meter METER = TestMeters.LARGEST;
  private static final Instant SETTLED = Usage.NOON.plusSeconds(60);
  private static final Instant BEFORE = SETTLED.minusMillis(1);
  private static final Instant AFTER = SETTLED;
  private static final int PARTITIONS = 2;

  private List<EventVoid> voids = List.of();
  private List<MeterBuildRow> builds = List.of();

  @Test
  void shouldFindNothingWhereAWindowIsTheFoldOfItsEvents() {
    assertThat(check(METER, window(3, 10, 20), event(10, 1), event(20, 2))).isEmpty();
  }

  @Test
  void shouldSayWhereAWindowIsNotTheFoldOfItsEvents() {
    assertThat(check(METER, window(3, 10, 21), event(10, 1), event(20, 2)))
        .singleElement()
        .returns("TEN-1", Difference::tenantId)
        .returns(Usage.NOON, Difference::from)
        .returns(Usage.NOON.plusSeconds(60), Difference::to)
        .satisfies(
            each -> {
              assertThat(each.where()).contains("meter largest version 1, subject 'client-7'");
              assertThat(each.expected()).startsWith("count 2, sum 30, min 10, max 20, last 20 of");
              assertThat(each.found()).startsWith("count 2, sum 31,").endsWith("at version 3");
            });
  }

  @Test
  void shouldLeaveOutEventsBehindTheVersionThatWereAcceptedJustNow() {
    assertThat(
            check(
                METER,
                window(3, 10, 20),
                event(10, 1),
                event(20, 2),
                StoredUsage.event(30, 3L, AFTER)))
        .isEmpty();
  }

  @Test
  void shouldFindAWindowThatIsOlderThanTheWatermarkSays() {
    assertThat(check(METER, window(3, 10, 20), event(10, 1), event(20, 2), event(30, 3)))
        .singleElement()
        .satisfies(each -> assertThat(each.expected()).startsWith("count 3,"));
  }

  @Test
  void shouldFindAWindowThatIsMissingAndOneThatNothingExplains() {
    assertThat(check(METER, null, event(10, 1)))
        .singleElement()
        .returns("no window", Difference::found);
    assertThat(check(METER, window(3, 10)))
        .singleElement()
        .returns("count 0", Difference::expected);
  }

  @Test
  void shouldTakeEventsWithoutAPositionAsReflectedOnceTheyAreBeforeTheWatermark() {
    EventRow old = StoredUsage.event(10, null, BEFORE);
    assertThat(check(METER, window(3, 10, 20), old, event(20, 2))).isEmpty();
    assertThat(check(METER, window(3, 20), old, event(20, 2))).hasSize(1);
  }

  @Test
  void shouldNotDecideWhereAnEventWithoutAPositionCameJustNow() {
    WindowCheck check = checked(METER, window(3, 10), event(99, 1));
    check.event(StoredUsage.event(10, null, AFTER));

    assertThat(check.differences()).isEmpty();
    assertThat(check.undecided()).isEqualTo(1);
  }

  @Test
  void shouldPassOverAMeterThatIsStillBeingBuilt() {
    Meter young = createdAt(SETTLED.minus(BuiltMeters.HEARD_OF).plusMillis(1));
    Meter old = createdAt(SETTLED.minus(BuiltMeters.HEARD_OF));

    assertThat(check(old, window(3, 99), event(10, 1))).hasSize(1);
    assertThat(check(young, window(3, 99), event(10, 1))).isEmpty();
    assertThat(check(young, null, event(10, 1))).isEmpty();
    builds = List.of(build(young, 0, true));
    assertThat(check(young, window(3, 99), event(10, 1))).as("the other has not begun").isEmpty();
    builds = List.of(build(young, 0, true), build(young, 1, true));
    assertThat(check(young, window(3, 99), event(10, 1))).hasSize(1);
    builds = List.of(build(old, 0, true), build(old, 1, false));
    assertThat(check(old, window(3, 99), event(10, 1))).isEmpty();
    builds = List.of(build(version(old, 2), 0, false));
    assertThat(check(old, window(3, 99), event(10, 1))).hasSize(1);
  }

  @Test
  void shouldPassOverTheVersionThatNobodyAsksForYet() {
    MeterCatalog catalog =
        MeterCatalog.empty().withAll(List.of(new MeterVersions(version(METER, 2), METER)));
    WindowCheck check = check(catalog);
    check.window(window(3, 10));
    check.event(event(10, 1));

    assertThat(check.differences()).isEmpty();
    assertThat(check.windows()).isEqualTo(1);
  }

  @Test
  void shouldTakeOutWhatIsVoidBeforeTheVersionOfTheWindow() {
    voids = List.of(voidOf(event(20, 2), 5, AFTER));

    assertThat(check(METER, window(6, 10), event(10, 1), event(20, 2))).isEmpty();
    assertThat(check(METER, window(6, 10, 20), event(10, 1), event(20, 2))).hasSize(1);
    assertThat(check(METER, window(5, 10, 20), event(10, 1), event(20, 2))).isEmpty();
    assertThat(check(METER, window(5, 10), event(10, 1), event(20, 2))).hasSize(1);
  }

  @Test
  void shouldTakeOutWhatWasVoidBeforeTheWatermarkWhateverTheVersionSays() {
    voids = List.of(voidOf(event(20, 2), 5, BEFORE));

    assertThat(check(METER, window(3, 10, 20), event(10, 1), event(20, 2))).hasSize(1);
    assertThat(check(METER, window(3), event(20, 2))).isEmpty();
    assertThat(check(METER, null, event(20, 2))).isEmpty();
  }

  @Test
  void shouldPassOverWindowsOfAVersionThatIsInForceNoMore() {
    assertThat(check(version(METER, 2), window(3, 10, 21))).isEmpty();
  }

  private List<Difference> check(Meter meter, @Nullable AggregateRow window, EventRow... events) {
    return checked(meter, window, events).differences();
  }

  private WindowCheck checked(Meter meter, @Nullable AggregateRow window, EventRow... events) {
    WindowCheck check = check(MeterCatalog.of(List.of(meter)));
    if (window != null) {
      check.window(window);
    }
    check.voids(EventVoids.of(voids));
    List.of(events).forEach(check::event);
    return check;
  }

  private WindowCheck check(MeterCatalog catalog) {
    EventRange range =
        new EventRange(
            StoredUsage.TENANT, TestMeters.TYPE, Usage.NOON, Usage.NOON.plusSeconds(3_600));
    return new WindowCheck(
        range,
        Scale.of(WindowSize.MINUTE),
        catalog,
        SETTLED,
        new BuiltMeters(builds, SETTLED, PARTITIONS));
  }

  private static MeterBuildRow build(Meter meter, int partition, boolean done) {
    return new MeterBuildRow(
        meter.tenant(), meter.code(), meter.version(), partition, 1, 1, 1, 0, done, BEFORE);
  }

  private static EventVoid voidOf(EventRow event, long offset, Instant at) {
    return new EventVoid(
        event.identity(),
        event.acceptedPartition(),
        event.acceptedOffset(),
        new UniquePosition(0, offset),
        at);
  }

  private static EventRow event(long tokens, long offset) {
    return StoredUsage.event(tokens, offset, BEFORE);
  }

  private static AggregateRow window(long version, long... tokens) {
    return window(METER, version, tokens);
  }

  private static AggregateRow window(Meter meter, long version, long... tokens) {
    return StoredUsage.window(meter, version, Arrays.stream(tokens).boxed().toList());
  }

  private static Meter createdAt(Instant time) {
    return new Meter(
        METER.tenant(),
        METER.code(),
        METER.version(),
        METER.name(),
        METER.eventType(),
        METER.aggregation(),
        METER.valueProperty(),
        METER.dimensions(),
        METER.filters(),
        METER.unit(),
        METER.windowSize(),
        METER.source(),
        time);
  }

  private static Meter version(Meter meter, int version) {
    return new Meter(
        meter.tenant(),
        meter.code(),
        version,
        meter.name(),
        meter.eventType(),
        meter.aggregation(),
        meter.valueProperty(),
        meter.dimensions(),
        meter.filters(),
        meter.unit(),
        meter.windowSize(),
        meter.source(),
        meter.createdAt());
  }
}
