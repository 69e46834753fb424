package io.meterhouse.aggregator.kafka.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The partitions of a topic, and which of them a key belongs into. */
final class SimulatedTopic {

  private final List<SimulatedLog> partitions = new ArrayList<>();

  SimulatedTopic(int partitions) {
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new SimulatedLog());
    }
  }

  /** As producers choose it. */
  int partitionOf(byte[] key) {
    return Math.floorMod(Arrays.hashCode(key), partitions.size());
  }

  SimulatedLog partition(int number) {
    return partitions.get(number);
  }

  void append(byte[] key, byte[] value, long stampMillis) {
    partition(partitionOf(key)).append(key, value, stampMillis);
  }

  /** A transaction that wrote to it ends. */
  void mark() {
    partitions.forEach(SimulatedLog::mark);
  }

  /** Of all partitions, one after the other. */
  List<SimulatedLog.Entry> entries() {
    return partitions.stream().flatMap(log -> log.entries().stream()).toList();
  }

  int size() {
    return partitions.stream().mapToInt(SimulatedLog::size).sum();
  }
}
