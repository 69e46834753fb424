package io.meterhouse.kit.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.lifecycle.Engine;
import io.meterhouse.kit.lifecycle.EngineProbe;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Asks the brokers whether they are there. */
public final class BrokerProbe {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private BrokerProbe() {}

  /** Begins to ask, with a client of its own. */
  public static EngineProbe start(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    String timeoutMillis = Long.toString(EngineProbe.TIMEOUT.toMillis());
    properties.put("request.timeout.ms", timeoutMillis);
    properties.put("default.api.timeout.ms", timeoutMillis);
    return EngineProbe.start(engine(kafka), new Nodes(Admin.create(properties)));
  }

  /** As messages name it. */
  static Engine engine(KafkaConfig kafka) {
    return new Engine("Kafka", kafka.bootstrapServers(), "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS");
  }

  private record Nodes(Admin admin) implements EngineProbe.Question {

    @Override
    public void ask() throws Exception {
      if (admin.describeCluster().nodes().get().isEmpty()) {
        throw new IllegalStateException("a cluster of no brokers");
      }
    }

    @Override
    public void close() {
      admin.close(CLOSE_TIMEOUT);
    }
  }
}
