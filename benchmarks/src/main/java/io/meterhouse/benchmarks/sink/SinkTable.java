package io.meterhouse.benchmarks.sink;

import io.meterhouse.kit.kafka.Topic;

/**
 * What a sink writes.
 *
 * @param order of its rows as the benchmark wrote them to the topic
 */
record SinkTable(String table, Topic topic, String order) {

  static final SinkTable EVENTS =
      new SinkTable("usage_events", Topic.USAGE_UNIQUE, "accepted_offset");

  static final SinkTable AGGREGATES =
      new SinkTable("usage_aggregates", Topic.USAGE_AGGREGATES, "version");

  String sinkPhase() {
    return table + ", sink";
  }

  String filePhase() {
    return table + ", from a file";
  }
}
