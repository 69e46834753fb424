package io.meterhouse.aggregator.kafka.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.kafka.BrokerClock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AcceptedTimeTest {

  private static final long MILLI = 1_000_000L;
  private static final long WALL = 10_000_000L;
  private static final long DRIFT_A_SECOND = 1;
  private static final Map<Integer, Integer> ONE_LEADER = Map.of(0, 1, 1, 1);
  private static final Map<Integer, Integer> TWO_LEADERS = Map.of(0, 1, 1, 2);

  private final AcceptedTime time = new AcceptedTime(1);

  @Test
  void shouldBeTheEarliestOfTheLastStampsWhileAllPartitionsAreBusy() {
    assertThat(at(TWO_LEADERS, Map.of(0, WALL - 50, 1, WALL - 80), 0, WALL)).isEqualTo(WALL - 80);
  }

  @Test
  void shouldNotFollowAClockOfOursThatIsFast() {
    long fast = WALL + 5_000;

    assertThat(at(ONE_LEADER, Map.of(0, WALL - 50, 1, WALL - 80), 0, fast)).isEqualTo(WALL - 80);
    assertThat(at(ONE_LEADER, Map.of(0, WALL - 50, 1, WALL - 80), 1_000, fast + 1_000))
        .isEqualTo(WALL + 1_000 - 50 - DRIFT_A_SECOND - AcceptedTime.APPEND_MILLIS);
  }

  @Test
  void shouldFollowTheBrokersClockWhereOursIsSlow() {
    long slow = WALL - 5_000;

    assertThat(at(ONE_LEADER, Map.of(0, WALL - 50, 1, WALL - 80), 0, slow)).isEqualTo(WALL - 80);
  }

  @Test
  void shouldKnowTheClockOfALeaderFromAnyOfItsPartitions() {
    at(ONE_LEADER, Map.of(0, WALL), 0, WALL);

    assertThat(at(ONE_LEADER, Map.of(0, WALL), 2_000, WALL + 2_000))
        .isEqualTo(WALL + 2_000 - 2 * DRIFT_A_SECOND - AcceptedTime.APPEND_MILLIS);
  }

  @Test
  void shouldAllowForTheDifferenceOfClocksWhereALeaderHasStampedNothing() {
    assertThat(at(TWO_LEADERS, Map.of(0, WALL), 0, WALL))
        .isEqualTo(WALL - BrokerClock.MAX_CLOCK_DIFFERENCE_MILLIS - AcceptedTime.APPEND_MILLIS);
  }

  @Test
  void shouldForgetWhatAStampProvedSomeTimeAgo() {
    at(ONE_LEADER, Map.of(0, WALL + 3_000), 0, WALL);

    assertThat(at(ONE_LEADER, Map.of(0, WALL + 3_000, 1, WALL + 25_000), 30_000, WALL + 30_000))
        .isEqualTo(WALL + 25_000 - AcceptedTime.APPEND_MILLIS);
  }

  @Test
  void shouldAllowForWhatIsOnItsWayToTheReplicas() {
    AcceptedTime replicated = new AcceptedTime(3);
    AcceptedTime.Look look = new AcceptedTime.Look(ONE_LEADER, Map.of(0, WALL));
    replicated.passed(look, 2, 0, WALL);

    assertThat(replicated.passed(look, 2, 5_000 * MILLI, WALL + 5_000).toEpochMilli())
        .isEqualTo(WALL + 5_000 - 5 * DRIFT_A_SECOND - AcceptedTime.REPLICATION_MILLIS);
  }

  @Test
  void shouldNotBelieveAStampThatNoClockCanShow() {
    assertThat(at(ONE_LEADER, Map.of(0, WALL + 86_400_000, 1, WALL), 0, WALL))
        .isEqualTo(WALL - AcceptedTime.APPEND_MILLIS);
  }

  @Test
  void shouldNeverGoBack() {
    at(ONE_LEADER, Map.of(0, WALL, 1, WALL), 0, WALL);

    assertThat(at(ONE_LEADER, Map.of(), 0, WALL - 60_000)).isEqualTo(WALL);
  }

  private long at(
      Map<Integer, Integer> leaders, Map<Integer, Long> stamps, long millis, long wallMillis) {
    Instant passed =
        time.passed(new AcceptedTime.Look(leaders, stamps), 2, millis * MILLI, wallMillis);
    return passed.toEpochMilli();
  }
}
