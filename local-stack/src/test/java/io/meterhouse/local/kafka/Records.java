package io.meterhouse.local.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.VoidDeserializer;
import org.apache.kafka.common.serialization.VoidSerializer;

/** Numbers in a topic of one partition. */
final class Records {

  private static final Duration TIMEOUT = Duration.ofMinutes(8);

  private static final int IN_FLIGHT = 50_000;

  private final String bootstrapServers;
  private final String topic;

  Records(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  void createTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  void append(int from, int to) throws Exception {
    try (KafkaProducer<Void, Integer> producer = producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int number = from; number < to; number++) {
        sent.add(producer.send(new ProducerRecord<>(topic, number)));
      }
      for (Future<RecordMetadata> future : sent) {
        future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  /**
   * Appends numbers and breaks the broker when it has acknowledged some of them.
   *
   * @return the first number that was not acknowledged
   */
  int appendUntilBroken(int from, Runnable breakBroker) throws Exception {
    try (KafkaProducer<Void, Integer> producer = producer()) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int number = from; number < from + IN_FLIGHT; number++) {
        sent.add(producer.send(new ProducerRecord<>(topic, number)));
      }
      sent.getFirst().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      breakBroker.run();
      producer.close(Duration.ZERO);
      return from + Math.toIntExact(sent.stream().takeWhile(Records::isAcknowledged).count());
    }
  }

  private static boolean isAcknowledged(Future<RecordMetadata> future) {
    try {
      return future.isDone() && future.get().hasOffset();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Integer> readAll() {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
    TopicPartition partition = new TopicPartition(topic, 0);
    List<Integer> values = new ArrayList<>();
    try (KafkaConsumer<Void, Integer> consumer =
        new KafkaConsumer<>(config, new VoidDeserializer(), new IntegerDeserializer())) {
      consumer.assign(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition), TIMEOUT).getOrDefault(partition, 0L);
      while (consumer.position(partition, TIMEOUT) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private KafkaProducer<Void, Integer> producer() {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
    return new KafkaProducer<>(config, new VoidSerializer(), new IntegerSerializer());
  }
}
