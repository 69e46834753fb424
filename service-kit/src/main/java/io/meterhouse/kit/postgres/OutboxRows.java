package io.meterhouse.kit.postgres;

import io.meterhouse.kit.kafka.Topic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The outbox table as its publisher uses it. */
final class OutboxRows {

  /** Bounds what one transaction holds in memory. */
  static final int BATCH_ROWS = 500;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  // Two numbers name the lock: ours, and one of schema and topic.
  private static final String LOCK =
      "(hashtext('meterhouse.outbox'), hashtext(current_schema() || '/' || :topic))";

  private OutboxRows() {}

  // The array is read once, by the producer.
  @SuppressWarnings("ArrayRecordComponent")
  record Row(long id, byte[] key, byte @Nullable [] value) {}

  /** Waits for the topic's lock, held until the transaction ends; see {@link #isLockTimeout}. */
  static void lock(Handle handle, Topic topic, Duration timeout) {
    handle.execute("SET LOCAL lock_timeout = " + timeout.toMillis());
    handle
        .createQuery("SELECT pg_advisory_xact_lock" + LOCK + "::text")
        .bind("topic", topic.suffix())
        .mapTo(String.class)
        .one();
  }

  /** Whether somebody else held the lock for too long. */
  static boolean isLockTimeout(JdbiException failure) {
    return failure.getCause() instanceof SQLException sql
        && LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
  }

  static boolean tryLock(Handle handle, Topic topic) {
    return handle
        .createQuery("SELECT pg_try_advisory_xact_lock" + LOCK)
        .bind("topic", topic.suffix())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * The oldest rows that are committed. No cursor is kept: a lower id that commits later is found
   * the next time.
   */
  static List<Row> oldest(Handle handle, Topic topic) {
    return handle
        .createQuery(
            "SELECT id, key, value FROM outbox WHERE topic = :topic ORDER BY id LIMIT "
                + BATCH_ROWS)
        .bind("topic", topic.suffix())
        .map(
            (row, context) ->
                new Row(row.getLong("id"), row.getBytes("key"), row.getBytes("value")))
        .list();
  }

  static void delete(Handle handle, List<Row> rows) {
    handle
        .createUpdate("DELETE FROM outbox WHERE id = ANY (:ids)")
        .bind("ids", rows.stream().map(Row::id).toArray(Long[]::new))
        .execute();
  }

  static List<String> pendingTopics(Handle handle) {
    return handle.createQuery("SELECT DISTINCT topic FROM outbox").mapTo(String.class).list();
  }
}
