package io.meterhouse.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerClockTest {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long WALL = 500_000;

  private final BrokerClock clock = new BrokerClock();

  @Test
  void shouldGoByOurWallClockWhileTheBrokerHasStampedNothing() {
    assertThat(clock.atLeast(7 * SECOND, WALL))
        .isEqualTo(WALL - BrokerClock.MAX_CLOCK_DIFFERENCE_MILLIS);
  }

  @Test
  void shouldGoByTheRecordThatProvesMost() {
    clock.saw(WALL, 5 * MILLI);
    clock.saw(WALL + 10, 50 * MILLI);

    assertThat(clock.atLeast(60 * MILLI, WALL)).isEqualTo(WALL + 55);
  }

  @Test
  void shouldTakeOffWhatTheClocksCanDriftApart() {
    clock.saw(WALL, 0);

    assertThat(clock.atLeast(60 * SECOND, WALL)).isEqualTo(WALL + 60_000 - 60);
  }

  @Test
  void shouldGoByOurWallClockWhereTheLastStampIsFromLongAgo() {
    clock.saw(WALL, 0);
    long dayMillis = 86_400_000;

    assertThat(clock.atLeast(dayMillis * MILLI, WALL + dayMillis))
        .isEqualTo(WALL + dayMillis - BrokerClock.MAX_CLOCK_DIFFERENCE_MILLIS);
  }
}
