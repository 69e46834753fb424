package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the stream job is measured against: consumers that hand every record on as it is, exactly
 * once, in transactions as long as the job's. One thread for each of the job's, and the settings of
 * the clients as Kafka Streams sets them for the job. Nothing is read, decided or kept.
 */
final class BareLoop implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int LINGER_MILLIS = 100;
  private static final int MAX_POLL_RECORDS = 1_000;

  private final List<Worker> workers = new ArrayList<>();

  /** Ready to begin: connected, and knowing where it ends. */
  BareLoop(
      KafkaConfig kafka, StreamConfig stream, List<TopicPartition> partitions, String toTopic) {
    for (int thread = 0; thread < stream.threads(); thread++) {
      List<TopicPartition> own = new ArrayList<>();
      for (int i = thread; i < partitions.size(); i += stream.threads()) {
        own.add(partitions.get(i));
      }
      if (!own.isEmpty()) {
        workers.add(new Worker(kafka, stream.commitInterval(), own, toTopic));
      }
    }
  }

  /** How many records it handed on: all that were there. */
  long run() {
    try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
      List<Future<Long>> running = workers.stream().map(it -> threads.submit(it::run)).toList();
      long records = 0;
      for (Future<Long> worker : running) {
        records += worker.get();
      }
      return records;
    } catch (ExecutionException e) {
      throw new BenchmarkException("the bare loop failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
  }

  private static final class Worker implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String toTopic;
    private final long commitNanos;
    private final Map<TopicPartition, Long> ends;

    Worker(KafkaConfig kafka, Duration commitInterval, List<TopicPartition> from, String toTopic) {
      this.toTopic = toTopic;
      this.commitNanos = commitInterval.toNanos();
      String name = kafka.topicPrefix() + "bare-loop";
      Map<String, Object> reading = Offsets.committedOnly(kafka);
      reading.put(ConsumerConfig.GROUP_ID_CONFIG, name);
      reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
      consumer =
          new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer.assign(from);
      consumer.seekToBeginning(from);
      from.forEach(consumer::position);
      ends = consumer.endOffsets(from);
      Map<String, Object> writing = kafka.clientProperties();
      writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name + "-" + from.getFirst().partition());
      writing.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
      writing.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
      producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
      producer.initTransactions();
    }

    long run() {
      long records = 0;
      producer.beginTransaction();
      long due = System.nanoTime() + commitNanos;
      while (!isAtEnd()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          // Whether the brokers have it, the commit tells.
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      toTopic, null, record.key(), record.value(), record.headers()));
          records++;
        }
        if (System.nanoTime() - due >= 0) {
          commit();
          producer.beginTransaction();
          due = System.nanoTime() + commitNanos;
        }
      }
      commit();
      return records;
    }

    private boolean isAtEnd() {
      return ends.entrySet().stream()
          .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void commit() {
      Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
      ends.keySet()
          .forEach(
              partition ->
                  offsets.put(partition, new OffsetAndMetadata(consumer.position(partition))));
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
      producer.commitTransaction();
    }

    @Override
    public void close() {
      producer.close();
      consumer.close();
    }
  }
}
