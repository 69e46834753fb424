package io.meterhouse.aggregator.watermark;

import io.meterhouse.aggregator.sink.SinkWriteException;
import java.time.Instant;

/** Port: publishes the watermark. */
@FunctionalInterface
public interface WatermarkStore {

  /**
   * @throws SinkWriteException if it is not certain to be kept
   */
  void publish(Instant watermark);
}
