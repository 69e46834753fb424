package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.LostStateException;
import io.meterhouse.aggregator.stream.Reach;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the records that are delivered against how far the state is. Of one task, as its processor
 * is.
 */
final class StateChecks {

  private static final Logger LOG = LoggerFactory.getLogger(StateChecks.class);

  private final String stage;
  private final Watch watch;
  private boolean told;

  /** What is asked of the past, and who is told of what was found. */
  record Watch(History history, StreamFindings findings) {}

  /**
   * @param stage its name in metrics
   */
  StateChecks(String stage, Watch watch) {
    this.stage = stage;
    this.watch = watch;
  }

  History history() {
    return watch.history();
  }

  StreamFindings findings() {
    return watch.findings();
  }

  /**
   * Whether the record's effect is in the state, so that it must have none again.
   *
   * @param reach null: nothing is known of it
   * @throws LostStateException where the state is that of another log
   */
  boolean isReflected(@Nullable Reach reach, RecordMetadata place, long stampMillis) {
    if (reach == null) {
      return false;
    }
    return switch (reach.of(place.offset(), stampMillis)) {
      case NEW -> false;
      case REFLECTED -> {
        skipped(reach, place);
        yield true;
      }
      case OF_ANOTHER_LOG -> throw anotherLog(reach, place);
    };
  }

  private void skipped(Reach reach, RecordMetadata place) {
    watch.findings().skipped(stage);
    if (!told) {
      told = true;
      LOG.warn(
          "{}-{} is delivered again from offset {} on; what is before {} is in the state and skipped",
          place.topic(),
          place.partition(),
          place.offset(),
          reach.nextOffset());
    }
  }

  private static LostStateException anotherLog(Reach reach, RecordMetadata place) {
    return new LostStateException(
        ("%s-%d: the record at offset %d was written after all that the state has of the records"
                + " before offset %d (expected: one of those again). The topic was made anew or cut"
                + " off under the state: restore it, or use another METERHOUSE_TOPIC_PREFIX")
            .formatted(place.topic(), place.partition(), place.offset(), reach.nextOffset()));
  }
}
