package io.meterhouse.aggregator.recompute;

import io.meterhouse.metering.Window;
import io.meterhouse.usagestore.EventRange;
import java.time.Instant;

/**
 * What is folded at once: windows of one scale of length that begin and end in a range, of one
 * shard.
 *
 * @param partition of usage.unique
 * @param releasedUntil windows that end by then are the worker's to publish
 * @param cut of the others what came before it is sent to who publishes them; {@link #NO_ANSWER}:
 *     nobody waits for it
 */
record RecomputePiece(
    EventRange range,
    WindowCheck.Scale scale,
    int shard,
    int partition,
    Instant releasedUntil,
    long cut) {

  static final long NO_ANSWER = -1;

  boolean isAnswered() {
    return cut != NO_ANSWER;
  }

  boolean holds(Window window) {
    return WindowCheck.Scale.of(window.size()) == scale && range.contains(window.start());
  }

  boolean isReleased(Window window) {
    return !window.end().isAfter(releasedUntil);
  }
}
