package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.aggregator.kafka.stream.StreamsProperties;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.config.KafkaConfig;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Identities that nobody sent, in the changelog from which the job restores its memory of them: as
 * though it had worked for weeks. They look like those that the job wrote itself: of the same
 * bucket and sizes, spread over the partitions, with bytes that no compression finds anything in.
 */
final class StoredIdentities {

  private static final int IDENTITY_BYTES = 16;

  /** Of a key of the changelog, behind the identity: its bucket, and a number that is always 0. */
  private static final int SUFFIX_BYTES = Long.BYTES + Integer.BYTES;

  private static final long SEED = 20_261_123;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int LINGER_MILLIS = 20;

  private StoredIdentities() {}

  /** Returns when the broker has all of them; the job must have worked once, and stopped. */
  static void write(KafkaConfig kafka, Offsets offsets, long identities) {
    String changelog = StreamsProperties.applicationId(kafka) + "-seen-changelog";
    ConsumerRecord<byte[], byte[]> own = anyOfTheJob(changelog, offsets);
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (long i = 0; i < identities && failure.get() == null; i++) {
        int partition = (int) (i % kafka.partitions());
        var _ =
            producer.send(
                like(own, changelog, partition, random),
                (_, exception) -> {
                  if (exception != null) {
                    failure.compareAndSet(null, exception);
                  }
                });
      }
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException(changelog + " cannot be filled: " + failed, failed);
    }
  }

  private static ConsumerRecord<byte[], byte[]> anyOfTheJob(String changelog, Offsets offsets) {
    AtomicReference<@Nullable ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
    offsets.forEach(
        changelog,
        record -> {
          if (record.key().length == IDENTITY_BYTES + SUFFIX_BYTES && record.value() != null) {
            found.set(record);
          }
        });
    ConsumerRecord<byte[], byte[]> own = found.get();
    if (own == null) {
      throw new BenchmarkException("no identity in " + changelog + " (expected: the job's)");
    }
    return own;
  }

  private static ProducerRecord<byte[], byte[]> like(
      ConsumerRecord<byte[], byte[]> own, String topic, int partition, SplittableRandom random) {
    ByteBuffer key = ByteBuffer.allocate(IDENTITY_BYTES + SUFFIX_BYTES);
    key.putLong(random.nextLong()).putLong(random.nextLong());
    key.put(own.key(), IDENTITY_BYTES, SUFFIX_BYTES);
    // A content hash, and when it was accepted.
    ByteBuffer value = ByteBuffer.wrap(own.value().clone());
    value.putLong(random.nextLong()).putLong(random.nextLong());
    return new ProducerRecord<>(topic, partition, own.timestamp(), key.array(), value.array());
  }

  private static Map<String, Object> settings(KafkaConfig kafka) {
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return properties;
  }
}
