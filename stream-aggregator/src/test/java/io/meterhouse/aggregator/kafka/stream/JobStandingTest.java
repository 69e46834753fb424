package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of a job that restores its state, and whether a start may go on with it. */
class JobStandingTest {

  private static final TopicPartition SEEN_0 = new TopicPartition("seen-changelog", 0);
  private static final TopicPartition SEEN_1 = new TopicPartition("seen-changelog", 1);

  private final Metrics metrics = new Metrics(0);
  private final AtomicLong nanos = new AtomicLong();
  private final RestoreProgress progress = new RestoreProgress(nanos::get, metrics);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldRecoverWhileItRestoresAndSayHowFarItIs() {
    progress.onRestoreStart(SEEN_0, "seen", 1_000, 20_001_000);
    progress.onRestoreStart(SEEN_1, "seen", 0, 10_000_000);
    progress.onBatchRestored(SEEN_0, "seen", 1_235_566, 1_000);

    JobStanding standing = standing(State.REBALANCING, true);
    assertThat(standing.problem())
        .contains("the stream job restores its state, 1,234,567 of 30,000,000 records");
    assertThat(standing.isRecovering()).isTrue();
    assertThat(standing.hasFailed()).isFalse();
    assertThat(metrics.scrape())
        .contains(
            "meterhouse_stream_restore_remaining_records 2.8765433E7",
            "meterhouse_stream_restored_records_total 1000.0");
  }

  @Test
  void shouldRecoverUntilItHasItsFirstShareOfTheWork() {
    assertThat(standing(State.REBALANCING, false).problem())
        .contains("the stream job waits for its share of the work");
    assertThat(standing(State.REBALANCING, false).isRecovering()).isTrue();
    assertThat(standing(State.REBALANCING, true).problem()).isEmpty();
    assertThat(standing(State.RUNNING, true).problem()).isEmpty();
    assertThat(standing(State.RUNNING, true).isRecovering()).isFalse();
  }

  @Test
  void shouldFailWhereItStopsAlsoWhileItRestores() {
    progress.onRestoreStart(SEEN_0, "seen", 0, 10);
    JobStanding stops =
        new JobStanding(State.REBALANCING, false, progress.figures(), Optional.of("lost"));

    assertThat(stops.hasFailed()).isTrue();
    assertThat(stops.isRecovering()).isFalse();
    assertThat(stops.problem()).contains("the stream job is REBALANCING: lost");
    assertThat(standing(State.ERROR, false).hasFailed()).isTrue();
    assertThat(standing(State.ERROR, false).problem()).contains("the stream job is ERROR");
  }

  @Test
  void shouldHaveRestoredWhenEveryStoreIsOrBelongsToSomebodyElse() {
    progress.onRestoreStart(SEEN_0, "seen", 0, 10);
    progress.onRestoreStart(SEEN_1, "seen", 0, 10);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(progress.lasts()).isEqualTo(Duration.ofSeconds(3));

    // Markers of transactions have offsets and are no records, so the last batch may end before.
    progress.onBatchRestored(SEEN_0, "seen", 7, 6);
    progress.onRestoreEnd(SEEN_0, "seen", 6);
    assertThat(progress.figures()).contains(new RestoreProgress.Figures(10, 20));
    progress.onRestoreSuspended(SEEN_1, "seen", 0);

    assertThat(progress.figures()).isEmpty();
    assertThat(progress.lasts()).isZero();
  }

  @Test
  void shouldNotCountAStoreThatIsWhole() {
    progress.onRestoreStart(SEEN_0, "seen", 10, 10);
    assertThat(progress.figures()).isEmpty();
  }

  private JobStanding standing(State state, boolean hasRun) {
    return new JobStanding(state, hasRun, progress.figures(), Optional.empty());
  }
}
