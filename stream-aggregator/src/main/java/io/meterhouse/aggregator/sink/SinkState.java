package io.meterhouse.aggregator.sink;

/** How a sink is. */
public sealed interface SinkState {

  record Working() implements SinkState {}

  /** The store does not take rows now; they are held and tried again. */
  record Holding(String reason) implements SinkState {}

  /** It gave up and does not come back by itself. */
  record Failed(String reason) implements SinkState {}

  record Stopped() implements SinkState {}
}
