package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.WindowCheck.Scale;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowCheckTest {

  private static final Meter METER = TestMeters.LARGEST;
  private static final Instant SETTLED = Usage.NOON.plusSeconds(60);
  private static final Instant BEFORE = SETTLED.minusMillis(1);
  private static final Instant AFTER = SETTLED;

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
    WindowCheck check = checked(METER, Set.of(), window(3, 10), event(99, 1));
    check.event(StoredUsage.event(10, null, AFTER));

    assertThat(check.differences()).isEmpty();
    assertThat(check.undecided()).isEqualTo(1);
  }

  @Test
  void shouldAllowAMeterToHaveBegunToCountSomeTimeAfterItWasMade() {
    Meter young = createdAt(BEFORE.minusSeconds(30));
    EventRow[] events = {event(30, 3), event(10, 1), event(20, 2)};

    assertThat(check(young, null, events)).isEmpty();
    assertThat(check(young, window(young, 4, 10, 20, 30), events)).isEmpty();
    assertThat(check(young, window(young, 4, 20, 30), events)).isEmpty();
    assertThat(check(young, window(young, 4, 30), events)).isEmpty();
    // Not the first of them, but one in the middle is missing.
    assertThat(check(young, window(young, 4, 10, 30), events)).hasSize(1);
    Meter old = createdAt(BEFORE.minus(WindowCheck.YOUNG).minus(Duration.ofSeconds(1)));
    assertThat(check(old, window(old, 4, 20, 30), events)).hasSize(1);
  }

  @Test
  void shouldPassOverWindowsOfAVersionThatIsInForceNoMore() {
    assertThat(check(version(METER, 2), window(3, 10, 21))).isEmpty();
  }

  private static List<Difference> check(
      Meter meter, @Nullable AggregateRow window, EventRow... events) {
    Set<AggregateKey> suspects =
        checked(meter, Set.of(), window, events).differences().stream()
            .map(difference -> Objects.requireNonNull(difference.window()))
            .collect(Collectors.toSet());
    return checked(meter, suspects, window, events).differences();
  }

  private static WindowCheck checked(
      Meter meter, Set<AggregateKey> suspects, @Nullable AggregateRow window, EventRow... events) {
    EventRange range =
        new EventRange(
            StoredUsage.TENANT, TestMeters.TYPE, Usage.NOON, Usage.NOON.plusSeconds(3_600));
    WindowCheck check =
        new WindowCheck(
            range, Scale.of(WindowSize.MINUTE), MeterCatalog.of(List.of(meter)), SETTLED, suspects);
    if (window != null) {
      check.window(window);
    }
    List.of(events).forEach(check::event);
    return check;
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
