package io.meterhouse.aggregator.kafka;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.schemas.usage.v1.StageProgress;
import java.nio.charset.StandardCharsets;

/**
 * A record of usage.progress: what the stage made of everything before that offset is sent.
 *
 * @param stage {@link #DEDUPLICATE}, {@link #AGGREGATE} or {@link #COMPLETE}
 * @param topic that the stage reads
 */
record StageMark(String stage, Topic topic, int partition, long nextOffset) {

  /** Reads usage.accepted; the ledger is what it sends last. */
  static final String DEDUPLICATE = "deduplicate";

  /** Reads usage.unique. */
  static final String AGGREGATE = "aggregate";

  /** Reads usage.recomputed. */
  static final String COMPLETE = "complete";

  byte[] key() {
    return (stage + "/" + partition).getBytes(StandardCharsets.UTF_8);
  }

  byte[] value() {
    return StageProgress.newBuilder()
        .setStage(stage)
        .setTopic(topic.suffix())
        .setPartition(partition)
        .setNextOffset(nextOffset)
        .build()
        .toByteArray();
  }
}
