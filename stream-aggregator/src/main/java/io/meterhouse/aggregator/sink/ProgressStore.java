package io.meterhouse.aggregator.sink;

import java.util.Map;

/** Port: how far each sink is, kept where its rows are. */
public interface ProgressStore {

  /**
   * @throws SinkWriteException if it is not certain to be kept
   */
  void record(String sink, String topic, Map<Integer, Long> nextOffsets);

  /**
   * Partition to next offset.
   *
   * @throws SinkWriteException if it cannot be read now
   */
  Map<Integer, Long> read(String sink, String topic);
}
