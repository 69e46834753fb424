package io.meterhouse.kit.config;

import java.time.Duration;

/**
 * How long the brokers keep the records of topics that are neither compacted nor kept for ever.
 *
 * @param accepted what ingest took
 * @param rejected what could not be counted
 * @param recomputed what was folded again
 */
public record TopicRetention(Kept accepted, Kept rejected, Kept recomputed) {

  /** What {@code settings.txt} has. */
  public static final TopicRetention DEFAULT = from(Settings.defaults());

  /**
   * @param isChosen whether somebody set it. Then a topic that is there gets it too; a default is
   *     for topics that are made, and never takes records from one that somebody changed by hand
   */
  public record Kept(Duration time, boolean isChosen) {}

  /** Reads METERHOUSE_TOPIC_…_RETENTION. */
  static TopicRetention from(Settings settings) {
    return new TopicRetention(
        kept(settings, "METERHOUSE_TOPIC_ACCEPTED_RETENTION"),
        kept(settings, "METERHOUSE_TOPIC_REJECTED_RETENTION"),
        kept(settings, "METERHOUSE_TOPIC_RECOMPUTED_RETENTION"));
  }

  private static Kept kept(Settings settings, String key) {
    return new Kept(settings.duration(key), settings.values().containsKey(key));
  }
}
