package io.meterhouse.kit.postgres;

import io.meterhouse.kit.kafka.Topic;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction owes to Kafka. Messages of one key are published in the order of their
 * transactions where each first writes (and so locks) the row that the key stands for, then adds.
 */
public final class Outbox {

  private Outbox() {}

  /**
   * Adds a message to the handle's transaction; {@link OutboxPublisher} sends it after the commit.
   *
   * @param value null: a tombstone
   */
  public static void add(Handle handle, Topic topic, byte[] key, byte @Nullable [] value) {
    handle
        .createUpdate(
            "INSERT INTO outbox (topic, key, value, created_at)"
                + " VALUES (:topic, :key, :value, now())")
        .bind("topic", topic.suffix())
        .bind("key", key)
        .bind("value", value)
        .execute();
    handle.getConfig(OwedTopics.class).add(topic);
  }
}
