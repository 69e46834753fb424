package io.meterhouse.kit.catalog;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Makes sure that a catalogue's tail has read enough, with as few questions as that takes. */
final class CatchUp implements AutoCloseable {

  private final CatalogTail tail;
  private final TopicPartition partition;
  private final InstantSource clock;
  // Held while the end of the topic is asked for, so that waiting callers share one answer.
  private final ReentrantLock asking = new ReentrantLock();
  // Never held while waiting: who asks nothing is not kept by those who do.
  private final ReentrantLock horizonLock = new ReentrantLock();
  private final CatchUpHorizon horizon = new CatchUpHorizon();
  private boolean asked;
  private long lastAskedAtNanos;
  private @Nullable Consumer<byte[], byte[]> asker;

  CatchUp(CatalogTail tail, TopicPartition partition, InstantSource clock) {
    this.tail = tail;
    this.partition = partition;
    this.clock = clock;
  }

  /** Takes the consumer over. */
  void start(Consumer<byte[], byte[]> consumer) {
    consumer.assign(List.of(partition));
    asker = consumer;
  }

  /** See {@link CatalogFollower#catchUpTo}. */
  void to(long acceptedMillis, Duration timeout) {
    if (saw(acceptedMillis)) {
      return;
    }
    Deadline deadline = Deadline.in(timeout);
    acquireAsking(deadline);
    try {
      if (!isCovered(acceptedMillis)) {
        askAndWait(acceptedMillis, deadline);
      }
    } finally {
      asking.unlock();
    }
  }

  /** See {@link CatalogFollower#catchUp}. */
  void now(Duration timeout) {
    long calledAtNanos = System.nanoTime();
    Deadline deadline = Deadline.in(timeout);
    acquireAsking(deadline);
    try {
      if (!asked || lastAskedAtNanos - calledAtNanos < 0) {
        askAndWait(Long.MIN_VALUE, deadline);
      }
    } finally {
      asking.unlock();
    }
  }

  @Override
  public void close() {
    asking.lock();
    try {
      if (asker != null) {
        asker.close();
        asker = null;
      }
    } finally {
      asking.unlock();
    }
  }

  private void acquireAsking(Deadline deadline) {
    try {
      if (!asking.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        throw new CatalogException("others were still waiting for the end of the catalogue");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CatalogException("interrupted while waiting for the catalogue", e);
    }
  }

  /** Called with {@link #asking} held. */
  private void askAndWait(long seenMillis, Deadline deadline) {
    long askedAtNanos = System.nanoTime();
    long askedAtMillis = clock.millis();
    tail.awaitOffset(endOffset(deadline), deadline);
    lastAskedAtNanos = askedAtNanos;
    asked = true;
    horizonLock.lock();
    try {
      horizon.completeAsOf(askedAtNanos, askedAtMillis, seenMillis);
    } finally {
      horizonLock.unlock();
    }
  }

  /** Notes the record and tells whether that is enough. */
  private boolean saw(long acceptedMillis) {
    horizonLock.lock();
    try {
      horizon.saw(acceptedMillis, System.nanoTime());
      return horizon.covers(acceptedMillis);
    } finally {
      horizonLock.unlock();
    }
  }

  private boolean isCovered(long acceptedMillis) {
    horizonLock.lock();
    try {
      return horizon.covers(acceptedMillis);
    } finally {
      horizonLock.unlock();
    }
  }

  private long endOffset(Deadline deadline) {
    if (asker == null) {
      throw new CatalogException("the catalogue's follower is not running");
    }
    try {
      return asker.endOffsets(List.of(partition), deadline.remaining()).getOrDefault(partition, 0L);
    } catch (KafkaException e) {
      throw new CatalogException("the broker did not tell the end of the catalogue", e);
    }
  }
}
