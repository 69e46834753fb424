package io.meterhouse.kit.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.kafka.BrokerClock;
import org.junit.jupiter.api.Test;

class CatchUpHorizonTest {

  private static final long MILLI = 1_000_000L;
  private static final long NO_WALL_CLOCK = 0;

  private final CatchUpHorizon horizon = new CatchUpHorizon();

  @Test
  void shouldCoverNothingBeforeTheEndWasAskedFor() {
    horizon.saw(100, 0);
    assertThat(horizon.covers(100)).isFalse();
  }

  @Test
  void shouldCoverUpToWhatTheFreshestRecordProvesOfTheBrokersClock() {
    // Seen 5 ms after it was stamped: the broker's clock is at least 995 ahead of ours.
    horizon.saw(1_000, 5 * MILLI);
    // Seen 40 ms late; it proves less.
    horizon.saw(1_010, 50 * MILLI);
    horizon.completeAsOf(60 * MILLI, NO_WALL_CLOCK, 1_010);
    assertThat(horizon.covers(1_055)).isTrue();
    assertThat(horizon.covers(1_056)).isFalse();
  }

  @Test
  void shouldForgetAnObservationThatIsOld() {
    horizon.saw(1_000, 0);
    horizon.saw(20_000, 30_000 * MILLI);
    horizon.completeAsOf(30_001 * MILLI, NO_WALL_CLOCK, 20_000);
    assertThat(horizon.covers(20_001)).isTrue();
    assertThat(horizon.covers(20_002)).isFalse();
  }

  @Test
  void shouldCoverWhatIsOlderThanAnyDifferenceOfClocks() {
    horizon.saw(1_000, 0);
    horizon.completeAsOf(0, 1_000_000, 1_000);
    assertThat(horizon.covers(1_000_000 - BrokerClock.MAX_CLOCK_DIFFERENCE_MILLIS)).isTrue();
    assertThat(horizon.covers(1_000_001 - BrokerClock.MAX_CLOCK_DIFFERENCE_MILLIS)).isFalse();
  }

  @Test
  void shouldRoundAgainstItself() {
    horizon.saw(1_000, 5 * MILLI - 1);
    horizon.completeAsOf(6 * MILLI - 1, NO_WALL_CLOCK, 0);
    assertThat(horizon.covers(1_000)).isTrue();
    assertThat(horizon.covers(1_001)).isFalse();
  }
}
