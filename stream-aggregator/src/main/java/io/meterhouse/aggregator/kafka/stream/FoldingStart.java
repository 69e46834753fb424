package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.LostStateException;
import io.meterhouse.aggregator.stream.Reach;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the windows are whole up to the record with which a task begins. Where they are not,
 * every figure would come out too low, so the job stops; usage.unique is kept for ever and windows
 * skip what they have, so reading it again from the beginning is always right.
 */
record FoldingStart(@Nullable Reach reach, WindowTable windows, History history, String group) {

  private static final Logger LOG = LoggerFactory.getLogger(FoldingStart.class);

  /**
   * @throws LostStateException where records between the state and this one would be left out
   */
  void check(RecordMetadata first) {
    if (reach == null) {
      checkWithoutReach(first);
    } else if (isCutOff(reach.nextOffset(), first)
        && windows.highestVersion() <= reach.nextOffset()) {
      // Higher versions are of an earlier release that went on meanwhile and noted nothing.
      throw new LostStateException(
          reason("the state has everything before offset %d".formatted(reach.nextOffset()), first));
    }
  }

  private void checkWithoutReach(RecordMetadata first) {
    if (!isCutOff(0, first)) {
      return;
    }
    if (windows.hasNoWindows()) {
      throw new LostStateException(reason("there is no state", first));
    }
    LOG.info(
        "{}-{}: the state is of a release that did not note how far it is; it is taken to have"
            + " everything before offset {}",
        first.topic(),
        first.partition(),
        first.offset());
  }

  private boolean isCutOff(long from, RecordMetadata first) {
    return first.offset() > from && history.hasRecords(first.partition(), from, first.offset());
  }

  private String reason(String state, RecordMetadata first) {
    return ("%s-%d: %s, but the consumer group goes on at offset %d and there are records between."
            + " Every figure would be too low. Set the group back while the job is stopped:"
            + " kafka-consumer-groups --group %s --topic %s --reset-offsets --to-earliest"
            + " --execute. Windows skip what they have and make up for the rest")
        .formatted(first.topic(), first.partition(), state, first.offset(), group, first.topic());
  }
}
