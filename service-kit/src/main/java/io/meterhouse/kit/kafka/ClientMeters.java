package io.meterhouse.kit.kafka;

import io.meterhouse.kit.telemetry.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The meters that Kafka's clients keep of themselves; closed before their client is. */
public final class ClientMeters implements AutoCloseable {

  private static final String PURPOSE = "purpose";

  private final KafkaClientMetrics meters;

  private ClientMeters(KafkaClientMetrics meters, Metrics metrics) {
    this.meters = meters;
    meters.bindTo(metrics.registry());
  }

  /** Of a producer; {@code purpose} is a label. */
  public static ClientMeters of(Producer<?, ?> producer, String purpose, Metrics metrics) {
    return new ClientMeters(new KafkaClientMetrics(producer, Tags.of(PURPOSE, purpose)), metrics);
  }

  /** Of a consumer; {@code purpose} is a label. */
  public static ClientMeters of(Consumer<?, ?> consumer, String purpose, Metrics metrics) {
    return new ClientMeters(new KafkaClientMetrics(consumer, Tags.of(PURPOSE, purpose)), metrics);
  }

  @Override
  public void close() {
    meters.close();
  }
}
