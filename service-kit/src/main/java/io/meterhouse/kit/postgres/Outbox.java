package io.meterhouse.kit.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.kafka.Topic;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction owes to Kafka. Messages of one key are published in the order of their
 * transactions where each first writes (and so locks) the row that the key stands for, then adds.
 */
public final class Outbox {

  private static final String INSERT =
      "INSERT INTO outbox (topic, key, value, created_at) VALUES (:topic, :key, :value, now())";

  private Outbox() {}

  /** A message that has a value. */
  public record Message(ByteString key, ByteString value) {}

  /**
   * Adds a message to the handle's transaction; {@link OutboxPublisher} sends it after the commit.
   *
   * @param value null: a tombstone
   */
  public static void add(Handle handle, Topic topic, byte[] key, byte @Nullable [] value) {
    handle
        .createUpdate(INSERT)
        .bind("topic", topic.suffix())
        .bind("key", key)
        .bind("value", value)
        .execute();
    handle.getConfig(OwedTopics.class).add(topic);
  }

  /** As {@link #add}, of many messages in their order and one round trip. */
  public static void addAll(Handle handle, Topic topic, List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(INSERT);
    for (Message message : messages) {
      batch
          .bind("topic", topic.suffix())
          .bind("key", message.key().toByteArray())
          .bind("value", message.value().toByteArray())
          .add();
    }
    batch.execute();
    handle.getConfig(OwedTopics.class).add(topic);
  }
}
