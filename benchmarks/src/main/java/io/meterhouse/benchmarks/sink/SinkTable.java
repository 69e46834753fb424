package io.meterhouse.benchmarks.sink;

import io.meterhouse.kit.kafka.Topic;

/**
 * What a sink writes.
 *
 * @param order of its rows as the benchmark wrote them to the topic
 * @param another what makes a row that is not there yet of one that is, for `SELECT * REPLACE`,
 *     with a number for `%1$d`, which becomes its shard
 */
record SinkTable(String table, Topic topic, String order, String another) {

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
