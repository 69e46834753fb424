package io.meterhouse.aggregator.kafka.stream;

import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What the stream job is at, at one moment.
 *
 * @param hasRun whether all its work was in hand at any time since the start
 * @param restoring what it restores now
 * @param stopped why it stops, where that is known
 */
record JobStanding(
    KafkaStreams.State state,
    boolean hasRun,
    Optional<RestoreProgress.Figures> restoring,
    Optional<String> stopped) {

  /** It will not work again by itself. */
  boolean hasFailed() {
    return stopped.isPresent() || !state.isRunningOrRebalancing();
  }

  /** It cannot work now and will by itself, however long that takes. */
  boolean isRecovering() {
    return !hasFailed()
        && state == KafkaStreams.State.REBALANCING
        && (!hasRun || restoring.isPresent());
  }

  /** None while it works, or shares its work out anew, which takes seconds. */
  Optional<String> problem() {
    if (hasFailed()) {
      return Optional.of("the stream job is " + state + stopped.map(why -> ": " + why).orElse(""));
    }
    if (!isRecovering()) {
      return Optional.empty();
    }
    return Optional.of(
        restoring
            .map(so -> "the stream job restores its state, " + so)
            .orElse("the stream job waits for its share of the work"));
  }
}
