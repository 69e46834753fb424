package io.meterhouse.aggregator.kafka.stream;

/**
 * What the brokers know of the past of a partition of usage.unique, where its state cannot tell
 * whether it is whole.
 */
interface History {

  /** Whether it has a committed record in this range: offsets are taken by markers as well. */
  boolean hasRecords(int partition, long from, long to);
}
