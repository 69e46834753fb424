package io.meterhouse.kit.catalog;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the catalogue on a thread of its own and shows it, whole from the first time on. */
final class CatalogTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final TopicPartition partition;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progressed = lock.newCondition();

  private volatile CatalogContents current = CatalogContents.EMPTY;
  private volatile boolean loaded;
  private volatile boolean closed;
  private long position = -1;
  private @Nullable Consumer<byte[], byte[]> follower;
  private volatile @Nullable Thread thread;

  CatalogTail(TopicPartition partition) {
    this.partition = partition;
  }

  /** Takes the consumer over. */
  void start(Consumer<byte[], byte[]> consumer) {
    follower = consumer;
    thread = Thread.ofPlatform().name("catalog-follower").daemon().start(() -> follow(consumer));
  }

  CatalogContents current() {
    return current;
  }

  boolean isLoaded() {
    return loaded;
  }

  boolean isAlive() {
    Thread following = thread;
    return following != null && following.isAlive();
  }

  void awaitLoaded(Deadline deadline) {
    await(() -> loaded, deadline, "the catalogue was not read to its end");
  }

  /** Waits until everything before that offset is shown. */
  void awaitOffset(long end, Deadline deadline) {
    await(() -> loaded && position >= end, deadline, "the catalogue did not reach offset " + end);
  }

  @Override
  public void close() {
    closed = true;
    Thread following = thread;
    if (follower == null || following == null) {
      return;
    }
    follower.wakeup();
    LockSupport.unpark(following);
    try {
      if (!following.join(CLOSE_TIMEOUT)) {
        LOG.warn("{} did not stop within {}", following.getName(), CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    try (consumer) {
      consumer.assign(List.of(partition));
      long showFrom = -1;
      CatalogContents read = CatalogContents.EMPTY;
      while (!closed) {
        try {
          if (showFrom < 0) {
            // A half-read catalogue would miss meters: nothing is shown before this end.
            behindEverything();
            showFrom = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seekToBeginning(List.of(partition));
            read = CatalogContents.EMPTY;
          }
          ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
          read = records.isEmpty() ? read : CatalogState.apply(read, records);
          long reached = consumer.position(partition);
          if (reached >= showFrom) {
            show(read, reached);
          }
        } catch (InvalidOffsetException e) {
          LOG.warn("the catalogue topic begins anew; reading it from its beginning", e);
          showFrom = -1;
        } catch (WakeupException | InterruptException e) {
          LOG.debug("the catalogue's follower stops", e);
        } catch (KafkaException e) {
          LOG.warn("the catalogue cannot be read at the moment; trying again", e);
          // close() unparks, so that a stop need not wait for the pause to end.
          LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
        }
      }
    } catch (RuntimeException | Error e) {
      // To go on could leave out a meter without a word.
      LOG.error("the catalogue stays as it is: its follower gave up", e);
    }
  }

  private void behindEverything() {
    lock.lock();
    try {
      position = -1;
    } finally {
      lock.unlock();
    }
  }

  private void show(CatalogContents read, long reached) {
    lock.lock();
    try {
      current = read;
      position = reached;
      loaded = true;
      progressed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(BooleanSupplier reached, Deadline deadline, String otherwise) {
    lock.lock();
    try {
      while (!reached.getAsBoolean()) {
        if (progressed.awaitNanos(deadline.remainingNanos()) <= 0 && !reached.getAsBoolean()) {
          throw new CatalogException(otherwise + " within " + deadline.timeout());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CatalogException("interrupted: " + otherwise, e);
    } finally {
      lock.unlock();
    }
  }
}
