package io.meterhouse.kit.kafka;

import io.meterhouse.kit.config.TopicRetention;
import java.util.Map;
import java.util.Optional;

/**
 * Every topic of Meterhouse. Keys and values are described in {@code schemas/src/main/protobuf}.
 */
public enum Topic {
  /**
   * What ingest took. The broker stamps the record time, so that accepted time is one clock's and
   * retention follows arrival, not the client's event time.
   */
  USAGE_ACCEPTED("usage.accepted", Map.of("message.timestamp.type", "LogAppendTime")),

  /** One record per identity: the canonical usage log, kept for replay. */
  USAGE_UNIQUE("usage.unique", Map.of("retention.ms", "-1")),

  /** The newest value of every window. */
  USAGE_AGGREGATES("usage.aggregates", Map.of("cleanup.policy", "compact")),

  /** What could not be counted, with a reason. */
  USAGE_REJECTED("usage.rejected", Map.of()),

  /** Counts of accepted, unique, duplicate and rejected records. */
  USAGE_LEDGER("usage.ledger", Map.of("cleanup.policy", "compact")),

  /** Stretches of event time that are to be folded again from the raw events. */
  USAGE_RECOMPUTE("usage.recompute", Map.of("cleanup.policy", "compact")),

  /** Versions of meters that are to be folded over the events that were there before them. */
  USAGE_BUILDS("usage.builds", Map.of("cleanup.policy", "compact")),

  /** What was folded again, for the windows that wait for it. */
  USAGE_RECOMPUTED("usage.recomputed", Map.of()),

  /** How far each stage has come. */
  USAGE_PROGRESS("usage.progress", Map.of("cleanup.policy", "compact")),

  /** The control plane's entries; one partition, so that they have one order. */
  CATALOG(
      "catalog", Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime")),

  /** The newest state of every billing item. */
  BILLING_RATED("billing.rated", Map.of("cleanup.policy", "compact"));

  private final String suffix;

  @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
  private final Map<String, String> settings;

  Topic(String suffix, Map<String, String> settings) {
    this.suffix = suffix;
    this.settings = settings;
  }

  /** The name without the installation's prefix. */
  public String suffix() {
    return suffix;
  }

  /** Topic settings of the broker, but for how long records are kept where that is configured. */
  public Map<String, String> settings() {
    return settings;
  }

  /** How long records are kept; empty where nobody may choose it. */
  public Optional<TopicRetention.Kept> retention(TopicRetention configured) {
    return switch (this) {
      case USAGE_ACCEPTED -> Optional.of(configured.accepted());
      case USAGE_REJECTED -> Optional.of(configured.rejected());
      case USAGE_RECOMPUTED -> Optional.of(configured.recomputed());
      case USAGE_UNIQUE,
          USAGE_AGGREGATES,
          USAGE_LEDGER,
          USAGE_RECOMPUTE,
          USAGE_BUILDS,
          USAGE_PROGRESS,
          CATALOG,
          BILLING_RATED ->
          Optional.empty();
    };
  }

  /** How many partitions it has where others have {@code configured}. */
  public int partitions(int configured) {
    return this == CATALOG ? 1 : configured;
  }
}
