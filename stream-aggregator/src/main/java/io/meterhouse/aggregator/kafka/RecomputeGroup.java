package io.meterhouse.aggregator.kafka;

import io.meterhouse.kit.config.KafkaConfig;

/** The consumer group that folds again what usage.recompute and usage.builds ask for. */
final class RecomputeGroup {

  private RecomputeGroup() {}

  static String name(KafkaConfig kafka) {
    return kafka.topicPrefix() + "meterhouse-recompute";
  }
}
