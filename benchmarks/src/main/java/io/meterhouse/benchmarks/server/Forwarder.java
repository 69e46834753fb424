package io.meterhouse.benchmarks.server;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.kafka.ProducerSettings;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes each body as one record, with ingest's own producer settings and keys that spread as
 * ingest's do, and answers when the brokers acknowledged it.
 */
final class Forwarder implements Handler, AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  Forwarder(IngestConfig config) {
    this.producer =
        new KafkaProducer<>(
            ProducerSettings.of(config), new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = new Topics(config.kafka()).name(Topic.USAGE_ACCEPTED);
  }

  @Override
  public void handle(Context ctx) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] key =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(random.nextLong())
            .putLong(random.nextLong())
            .array();
    producer.send(new ProducerRecord<>(topic, key, JavalinServer.body(ctx))).get();
    JavalinServer.accepted(ctx);
  }

  @Override
  public void close() {
    producer.close();
  }
}
