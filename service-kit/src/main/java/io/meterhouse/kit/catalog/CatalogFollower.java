package io.meterhouse.kit.catalog;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.MeterCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue of meters in memory, read whole at start and followed from then on. The topic
 * must exist before {@link #start()}.
 *
 * <p>Thread-safe. {@link #current()} is a volatile read. Where the broker is away the catalogue
 * stays as it is and is taken up again by itself; {@link #catchUpTo} then fails after 30 s.
 */
public final class CatalogFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);
  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final KafkaConfig kafka;
  private final InstantSource clock;
  private final TopicPartition partition;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progressed = lock.newCondition();
  // Held while the end of the topic is asked for, so that waiting callers share one answer.
  private final ReentrantLock asking = new ReentrantLock();
  private final CatchUpHorizon horizon = new CatchUpHorizon();

  private volatile MeterCatalog current = MeterCatalog.empty();
  private volatile boolean loaded;
  private volatile boolean closed;
  private long position = -1;
  private boolean asked;
  private long lastAskedAtNanos;
  private @Nullable Consumer<byte[], byte[]> follower;
  private @Nullable Consumer<byte[], byte[]> asker;
  private @Nullable Thread thread;

  /** Of the catalogue that {@code kafka} holds; {@code clock} is compared with the broker's. */
  public CatalogFollower(KafkaConfig kafka, InstantSource clock) {
    this.kafka = kafka;
    this.clock = clock;
    this.partition = new TopicPartition(new Topics(kafka).name(Topic.CATALOG), 0);
  }

  /** Begins to read; returns at once. */
  public void start() {
    Consumer<byte[], byte[]> consumer = consumer();
    follower = consumer;
    Consumer<byte[], byte[]> ends = consumer();
    ends.assign(List.of(partition));
    asker = ends;
    thread = Thread.ofPlatform().name("catalog-follower").daemon().start(() -> follow(consumer));
  }

  /** The newest state read; empty before the topic was read to its end for the first time. */
  public MeterCatalog current() {
    return current;
  }

  /** Whether the topic was read to its end at least once. */
  public boolean isLoaded() {
    return loaded;
  }

  /**
   * Waits until the topic was read to its end once.
   *
   * @throws CatalogException when that takes longer
   */
  public void awaitLoaded(Duration timeout) {
    await(() -> loaded, Deadline.in(timeout), "the catalogue was not read to its end");
  }

  /**
   * Returns when every catalogue record published before that instant of the broker's clock is in
   * {@link #current()}. Costs a comparison where that is known already, else one request to the
   * broker. Call it with the accepted time of each record before reading it with a meter.
   *
   * @param acceptedAt the record time of a record that the broker has taken
   * @throws CatalogException when the broker does not answer within 30 s
   */
  public void catchUpTo(Instant acceptedAt) {
    long acceptedMillis = acceptedAt.toEpochMilli();
    lock.lock();
    try {
      horizon.saw(acceptedMillis, System.nanoTime());
      if (horizon.covers(acceptedMillis)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    Deadline deadline = Deadline.in(CATCH_UP_TIMEOUT);
    acquireAsking(deadline);
    try {
      if (!isCovered(acceptedMillis)) {
        askAndWait(acceptedMillis, deadline);
      }
    } finally {
      asking.unlock();
    }
  }

  /**
   * Returns when every catalogue record published before this call is in {@link #current()}; one
   * request to the broker, which callers at the same time share.
   *
   * @throws CatalogException when that takes longer
   */
  public void catchUp(Duration timeout) {
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

  /** Stops following; {@link #current()} stays as it is. */
  @Override
  public void close() {
    closed = true;
    if (follower != null) {
      follower.wakeup();
    }
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    join();
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
    long end = endOffset(deadline);
    await(() -> loaded && position >= end, deadline, "the catalogue did not reach offset " + end);
    lastAskedAtNanos = askedAtNanos;
    asked = true;
    lock.lock();
    try {
      horizon.completeAsOf(askedAtNanos, askedAtMillis, seenMillis);
    } finally {
      lock.unlock();
    }
  }

  private boolean isCovered(long acceptedMillis) {
    lock.lock();
    try {
      return horizon.covers(acceptedMillis);
    } finally {
      lock.unlock();
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

  private void follow(Consumer<byte[], byte[]> consumer) {
    try (consumer) {
      consumer.assign(List.of(partition));
      long showFrom = -1;
      MeterCatalog read = MeterCatalog.empty();
      while (!closed) {
        try {
          if (showFrom < 0) {
            // A half-read catalogue would miss meters: nothing is shown before this end.
            behindEverything();
            showFrom = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seekToBeginning(List.of(partition));
            read = MeterCatalog.empty();
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
          pause();
        }
      }
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

  private void show(MeterCatalog read, long reached) {
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

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("auto.offset.reset", "none");
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void pause() {
    // close() unparks, so that a stop need not wait for the pause to end.
    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
  }

  private void join() {
    if (thread == null) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
