package io.meterhouse.aggregator.kafka.progress;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.schemas.usage.v1.StageProgress;
import java.nio.charset.StandardCharsets;

/**
 * A record of usage.progress: what the stage made of everything before that offset is sent.
 *
 * @param stage {@link #DEDUPLICATE}, {@link #AGGREGATE} or {@link #COMPLETE}
 * @param topic that the stage reads
 */
public record StageMark(String stage, Topic topic, int partition, long nextOffset) {

  /** Reads usage.accepted; the ledger is what it sends last. */
  public static final String DEDUPLICATE = "deduplicate";

  /** Reads usage.unique. */
  public static final String AGGREGATE = "aggregate";

  /** Reads usage.recomputed. */
  public static final String COMPLETE = "complete";

  public byte[] key() {
    return (stage + "/" + partition).getBytes(StandardCharsets.UTF_8);
  }

  public byte[] value() {
    return StageProgress.newBuilder()
        .setStage(stage)
        .setTopic(topic.suffix())
        .setPartition(partition)
        .setNextOffset(nextOffset)
        .build()
        .toByteArray();
  }
}
