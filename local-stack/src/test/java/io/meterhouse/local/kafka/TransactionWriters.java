package io.meterhouse.local.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writers that commit small transactions over all partitions, one after the other, until closed or
 * cut off.
 */
final class TransactionWriters implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionWriters.class);

  private final String bootstrapServers;
  private final String topic;
  private final int partitions;
  private final AtomicIntegerArray commits;
  private final List<Thread> threads = new ArrayList<>();

  private TransactionWriters(String bootstrapServers, String topic, int partitions, int writers) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.partitions = partitions;
    this.commits = new AtomicIntegerArray(writers);
  }

  /** Each has an id of its own, the same in every life, as the stream job's threads have. */
  static TransactionWriters start(
      String bootstrapServers, String topic, int partitions, int writers) {
    TransactionWriters started =
        new TransactionWriters(bootstrapServers, topic, partitions, writers);
    for (int writer = 0; writer < writers; writer++) {
      int number = writer;
      started.threads.add(
          Thread.ofPlatform().name("writer-" + writer).start(() -> started.write(number)));
    }
    return started;
  }

  /** Of all. */
  int commits() {
    int sum = 0;
    for (int writer = 0; writer < commits.length(); writer++) {
      sum += commits.get(writer);
    }
    return sum;
  }

  /** Comes back as each of them, which ends what its earlier life left open; writes nothing. */
  static void comeBack(String bootstrapServers, int writers) {
    for (int writer = 0; writer < writers; writer++) {
      try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers, writer)) {
        producer.initTransactions();
      }
    }
  }

  private void write(int writer) {
    KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers, writer);
    try {
      producer.initTransactions();
      while (!Thread.currentThread().isInterrupted()) {
        producer.beginTransaction();
        for (int partition = 0; partition < partitions; partition++) {
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      topic, partition, null, "one".getBytes(StandardCharsets.UTF_8)));
        }
        producer.commitTransaction();
        commits.incrementAndGet(writer);
      }
    } catch (KafkaException e) {
      // The broker was killed, and then the writer stopped: what was committed is what counts.
      LOG.debug("writer {} ends", writer, e);
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, int writer) {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "writer-" + writer,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            "30000",
            ProducerConfig.LINGER_MS_CONFIG,
            "0");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while " + thread + " ends", e);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      join(thread);
    }
  }
}
