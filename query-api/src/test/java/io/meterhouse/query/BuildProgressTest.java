package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildProgressTest {

  @Test
  void shouldAddUpWhatThePartitionsTell() {
    assertThat(
            BuildProgress.of(
                List.of(partition(0, 10, 10, 1, true), partition(1, 7, 3, 2, false)), 2))
        .isEqualTo(new BuildProgress(false, 17, 13, 3));
  }

  @Test
  void shouldBeDoneOnceEveryPartitionIs() {
    List<PartitionBuild> both = List.of(partition(0, 1, 1, 0, true), partition(1, 0, 0, 0, true));

    assertThat(BuildProgress.of(both, 2).done()).isTrue();
    assertThat(BuildProgress.of(both, 3).done()).isFalse();
    assertThat(BuildProgress.of(List.of(), 1)).isEqualTo(BuildProgress.BEGUN);
  }

  @Test
  void shouldServeNothingBesideAVersionThatIsBuilt() {
    MeterDefinition definition =
        MeterDefinition.read(Bodies.json("{'code':'m','event_type':'t','aggregation':'COUNT'}"));
    Meter first = definition.toMeter(1, Instant.EPOCH);
    MeterVersions versions = new MeterVersions(definition.toMeter(2, Instant.EPOCH), first);

    assertThat(new MeterState(versions, BuildProgress.BEGUN).asked()).isEqualTo(first);
    assertThatThrownBy(() -> new MeterState(versions, BuildProgress.NOTHING_TO_DO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("m version 2 is built, version 1 is served (expected: none beside it)");
  }

  private static PartitionBuild partition(
      int number, long events, long folded, long misfits, boolean done) {
    return new PartitionBuild(number, events, folded, misfits, done, Instant.EPOCH);
  }
}
