package io.meterhouse.aggregator.watermark;

import java.util.Map;

/** Port: one step of the way from acceptance to the answer: a topic and who reads it. */
public interface PipelineStep {

  /** End offsets of the step's topic, by partition. */
  Map<Integer, Long> ends();

  /**
   * Up to where the step's reader has shown its effect in the next topic (or the store), by
   * partition; absent is zero. Asked after a target was taken, it never says too much.
   *
   * @param wanted the furthest that anybody asks for: a reader that is there need not be looked at
   *     more closely
   */
  Map<Integer, Long> reached(Map<Integer, Long> wanted);
}
