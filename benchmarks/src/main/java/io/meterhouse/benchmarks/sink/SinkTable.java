package io.meterhouse.benchmarks.sink;

import io.meterhouse.kit.kafka.Topic;

/**
 * What a sink writes.
 *
 * @param order of its rows as the benchmark wrote them to the topic
 * @param asOfShard makes of a row one of shard {@code %1$d}, behind {@code SELECT * REPLACE}
 */
record SinkTable(String table, Topic topic, String order, String asOfShard) {

  static final SinkTable EVENTS =
      new SinkTable(
          "usage_events",
          Topic.USAGE_UNIQUE,
          "accepted_offset",
          "%1$d AS shard, MD5(concat(identity, '%1$d')) AS identity");

  static final SinkTable AGGREGATES =
      new SinkTable("usage_aggregates", Topic.USAGE_AGGREGATES, "version", "%1$d AS shard");

  String sinkPhase() {
    return table + ", sink";
  }

  /** The sink when so many rows are stored already. */
  String besidePhase(long stored) {
    return "%s, beside %,d rows".formatted(sinkPhase(), stored);
  }

  String filePhase() {
    return table + ", from a file";
  }
}
