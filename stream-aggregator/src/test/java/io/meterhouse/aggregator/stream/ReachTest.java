package io.meterhouse.aggregator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachTest {

  private static final Reach REACH = new Reach(10, 1_000_000);

  @Test
  void shouldTellWhatIsReflectedFromWhatIsNot() {
    assertThat(REACH.of(10, 5)).isEqualTo(Reach.Standing.NEW);
    assertThat(REACH.of(17, 9_000_000)).isEqualTo(Reach.Standing.NEW);
    assertThat(REACH.of(9, 1_000_000)).isEqualTo(Reach.Standing.REFLECTED);
    assertThat(REACH.of(0, 1_000_001)).isEqualTo(Reach.Standing.OF_ANOTHER_LOG);
  }

  @Test
  void shouldGoOnBehindEachRecordAndKeepTheLatestStamp() {
    assertThat(REACH.plus(12, 5)).isEqualTo(new Reach(13, 1_000_000));
    assertThat(REACH.plus(10, 2_000_000)).isEqualTo(new Reach(11, 2_000_000));
  }
}
