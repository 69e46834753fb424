package io.meterhouse.aggregator.kafka.stream;

import java.util.List;

/** A log of usage.unique with records at these offsets, in every partition. */
record TestHistory(List<Long> offsets) implements History {

  static final TestHistory NOTHING = new TestHistory(List.of());

  @Override
  public boolean hasRecords(int partition, long from, long to) {
    return offsets.stream().anyMatch(offset -> from <= offset && offset < to);
  }
}
