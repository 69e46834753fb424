package io.meterhouse.benchmarks.engines;

import io.meterhouse.kit.config.KafkaConfig;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** The topics of one trial or round, which have a prefix of their own. */
public final class OwnTopics {

  private OwnTopics() {}

  /** Frees the disk for the next one. */
  public static void delete(KafkaConfig kafka) {
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      List<String> ours =
          BrokerAnswer.of(admin.listTopics().names()).stream()
              .filter(name -> name.startsWith(kafka.topicPrefix()))
              .toList();
      BrokerAnswer.of(admin.deleteTopics(ours).all());
    }
  }
}
