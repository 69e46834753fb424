package io.meterhouse.kit.postgres;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.BrokerOutage;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.kit.outage.DatabaseOutage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the outbox's messages, at least once: a row is deleted after the brokers acknowledged it.
 * One thread does, with one connection, however many wait for it. Several services may run one over
 * the same table; a lock per topic lets one of them publish at a time, in order of id. What could
 * not be sent is tried again in the background. While an engine is away it waits, which is the
 * engine's problem; any other failure is its own, and is told.
 */
public final class OutboxPublisher implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

  /** How long a caller waits, for the round that runs and the one that is its own. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration RETRY_EVERY = Duration.ofSeconds(1);

  private final Jdbi jdbi;
  private final Topics topics;
  private final Producer<byte[], byte[]> producer;
  private final OutboxRound round = new OutboxRound();
  private final BackgroundLoop loop;

  /** Of the loop's thread. */
  private boolean waiting;

  private OutboxPublisher(Jdbi jdbi, KafkaConfig kafka) {
    this.jdbi = jdbi;
    this.topics = new Topics(kafka);
    this.producer =
        new KafkaProducer<>(
            producerProperties(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    this.loop = new BackgroundLoop("outbox-publisher", RETRY_EVERY, new Publishing());
  }

  /** Begins to publish what is pending. */
  public static OutboxPublisher start(Jdbi jdbi, KafkaConfig kafka) {
    OutboxPublisher publisher = new OutboxPublisher(jdbi, kafka);
    publisher.loop.start();
    return publisher;
  }

  /**
   * Has everything pending of a topic published and waits for it, without a connection; call it
   * after the commit, outside the transaction.
   *
   * @return true: the brokers have all that was committed before this call; false: they have not
   *     taken it in time, and the messages follow when they do
   */
  public boolean publishNow(Topic topic) {
    Future<Boolean> published = round.join(topic);
    loop.wake();
    try {
      if (published.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (TimeoutException e) {
      LOG.debug("{}: no answer within {}", topic, PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a round is answered, it does not fail", e);
    }
    LOG.warn("{}: not published yet, trying again in the background", topic);
    return false;
  }

  /** Lets the background publish now instead of at its next turn; does not wait. */
  public void publishSoon() {
    loop.wake();
  }

  @Override
  public Optional<String> problem() {
    return loop.problem();
  }

  @Override
  public void close() {
    loop.close();
    producer.close(SEND_TIMEOUT);
  }

  private final class Publishing implements BackgroundLoop.Step {

    @Override
    public void take() {
      Map<Topic, CompletableFuture<Boolean>> asked = round.begin();
      try {
        publishPending(asked);
      } finally {
        asked.values().forEach(answer -> answer.complete(false));
      }
    }

    @Override
    public void close() {
      round.end();
    }
  }

  private void publishPending(Map<Topic, CompletableFuture<Boolean>> asked) {
    try {
      List<String> pending = jdbi.withHandle(OutboxRows::pendingTopics);
      RuntimeException failure = null;
      for (Topic topic : Topic.values()) {
        CompletableFuture<Boolean> answer = asked.get(topic);
        try {
          boolean published = !pending.contains(topic.suffix()) || publish(topic, answer != null);
          if (answer != null) {
            answer.complete(published);
          }
        } catch (KafkaException | JdbiException e) {
          if (isOutage(e)) {
            throw e;
          }
          // What is wrong with one topic does not keep the others waiting.
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
      if (waiting) {
        LOG.info("the outbox goes on");
      }
      waiting = false;
    } catch (KafkaException | JdbiException e) {
      if (!isOutage(e)) {
        throw e;
      }
      if (!waiting) {
        LOG.warn("the outbox waits for an engine", e);
      }
      waiting = true;
    }
  }

  private static boolean isOutage(RuntimeException e) {
    return BrokerOutage.causes(e) || DatabaseOutage.causes(e);
  }

  /**
   * @return false: another publisher is at it, or we are stopping
   */
  private boolean publish(Topic topic, boolean waitForLock) {
    try {
      while (!loop.isStopping()) {
        OptionalInt rows = publishBatch(topic, waitForLock);
        if (rows.isEmpty() || rows.getAsInt() < OutboxRows.BATCH_ROWS) {
          return rows.isPresent();
        }
      }
      return false;
    } catch (JdbiException e) {
      if (OutboxRows.isLockTimeout(e)) {
        LOG.debug("{}: another publisher is at it", topic, e);
        return false;
      }
      throw e;
    }
  }

  /** How many rows were sent; empty where another publisher is at it and we do not wait. */
  private OptionalInt publishBatch(Topic topic, boolean waitForLock) {
    return jdbi.inTransaction(
        handle -> {
          if (waitForLock) {
            OutboxRows.lock(handle, topic, LOCK_TIMEOUT);
          } else if (!OutboxRows.tryLock(handle, topic)) {
            return OptionalInt.empty();
          }
          return OptionalInt.of(sendAndDelete(handle, topic));
        });
  }

  private int sendAndDelete(Handle handle, Topic topic) {
    List<OutboxRows.Row> rows = OutboxRows.oldest(handle, topic);
    List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
    for (OutboxRows.Row row : rows) {
      Future<RecordMetadata> acknowledgement =
          producer.send(new ProducerRecord<>(topics.name(topic), row.key(), row.value()));
      if (acknowledgement.isDone()) {
        // Refused: each further row would wait for the brokers as long as this one did.
        await(acknowledgement, topic, row);
      }
      sent.add(acknowledgement);
    }
    for (int i = 0; i < rows.size(); i++) {
      await(sent.get(i), topic, rows.get(i));
    }
    if (!rows.isEmpty()) {
      OutboxRows.delete(handle, rows);
    }
    return rows.size();
  }

  private static void await(
      Future<RecordMetadata> acknowledgement, Topic topic, OutboxRows.Row row) {
    try {
      if (!acknowledgement.get().hasOffset()) {
        LOG.debug("acknowledged without an offset");
      }
    } catch (ExecutionException e) {
      throw new KafkaException(
          topic.suffix() + ": row " + row.id() + " of the outbox was not acknowledged",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while waiting for the brokers", e);
    }
  }

  private static Map<String, Object> producerProperties(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("linger.ms", "0");
    properties.put("max.block.ms", Long.toString(SEND_TIMEOUT.toMillis()));
    properties.put("request.timeout.ms", Long.toString(SEND_TIMEOUT.toMillis() / 2));
    properties.put("delivery.timeout.ms", Long.toString(SEND_TIMEOUT.toMillis()));
    return properties;
  }
}
