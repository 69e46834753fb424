package io.meterhouse.aggregator.watermark;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a time before which everything that was accepted is in the answer, from offsets alone.
 *
 * <p>A sample taken at time T, on the clock that stamps what is accepted, notes the end of the
 * first topic, so that what comes behind it is stamped T or later. When the first step's reader is
 * there, everything accepted before T has its effect in the second topic, so its end is noted, and
 * so on; past the last step, T is a watermark. No step is guessed by a delay; how far T itself is
 * before now is the caller's. Samples follow each other through the steps, so the next one does not
 * wait for the last one. Not thread-safe.
 */
public final class WatermarkChain {

  /** Beyond so many under way (the pipeline stands still) no new ones are begun. */
  static final int MAX_SAMPLES_A_STEP = 64;

  private record Sample(Instant at, Map<Integer, Long> target) {}

  private final List<PipelineStep> steps;
  private final List<Deque<Sample>> underWay = new ArrayList<>();

  public WatermarkChain(List<PipelineStep> steps) {
    this.steps = List.copyOf(steps);
    this.steps.forEach(step -> underWay.add(new ArrayDeque<>()));
  }

  /**
   * Takes a sample at this time, which is now or before, and moves all samples on; a watermark if
   * one came through.
   */
  public Optional<Instant> advance(Instant now) {
    begin(now);
    Optional<Instant> watermark = Optional.empty();
    for (int i = 0; i < steps.size(); i++) {
      Optional<Instant> through = moveOn(i);
      if (i == steps.size() - 1) {
        watermark = through;
      } else if (through.isPresent()) {
        // Taken after the reader was seen at its target: the order is what makes it exact.
        underWay.get(i + 1).add(new Sample(through.get(), steps.get(i + 1).ends()));
      }
    }
    return watermark;
  }

  private void begin(Instant now) {
    if (underWay.getFirst().size() < MAX_SAMPLES_A_STEP) {
      underWay.getFirst().add(new Sample(now, steps.getFirst().ends()));
    }
  }

  /** The time of the latest sample that is through this step; earlier ones are covered by it. */
  private Optional<Instant> moveOn(int index) {
    Deque<Sample> samples = underWay.get(index);
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Long> reached = steps.get(index).reached(samples.getLast().target());
    Optional<Instant> through = Optional.empty();
    while (!samples.isEmpty() && isReached(samples.getFirst().target(), reached)) {
      through = Optional.of(samples.removeFirst().at());
    }
    while (samples.size() > MAX_SAMPLES_A_STEP) {
      samples.removeLast();
    }
    return through;
  }

  private static boolean isReached(Map<Integer, Long> target, Map<Integer, Long> reached) {
    return target.entrySet().stream()
        .allMatch(entry -> reached.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
  }
}
