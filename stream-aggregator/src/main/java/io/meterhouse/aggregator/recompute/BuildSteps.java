package io.meterhouse.aggregator.recompute;

import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventsAt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a day of one tenant and shard into what a build folds at once, the newest hours first. */
final class BuildSteps {

  /**
   * What is folded at once.
   *
   * @param events of so many
   * @param after where the build is then
   */
  record Step(EventRange range, long events, BuildPlace.At after) {}

  private final EventRange day;
  private final int shard;
  private final WindowCheck.Scale scale;
  private final List<Step> steps = new ArrayList<>();

  private BuildSteps(EventRange day, int shard, WindowCheck.Scale scale) {
    this.day = day;
    this.shard = shard;
    this.scale = scale;
  }

  /**
   * @param day of the tenant and type, UTC
   * @param hours of that day, with the same tenant and shard
   * @param begun where it was broken off; null: it was not begun
   */
  static List<Step> of(
      EventRange day,
      WindowCheck.Scale scale,
      List<EventsAt> hours,
      BuildPlace.@Nullable At begun) {
    BuildSteps cut = new BuildSteps(day, hours.getFirst().shard(), scale);
    Instant until = begun == null ? day.to() : begun.until();
    if (begun != null && begun.shares() > 1) {
      until = until.minus(scale.step());
      cut.addShares(until, events(hours, until, begun.until()), begun.share(), begun.shares());
    }
    cut.addBefore(until, hours);
    return cut.steps;
  }

  private void addBefore(Instant until, List<EventsAt> hours) {
    Instant to = until;
    Instant from = until;
    long held = 0;
    while (from.isAfter(day.from())) {
      Instant start = from.minus(scale.step());
      long more = events(hours, start, from);
      if (held > 0 && held + more > RecomputePieces.MAX_EVENTS) {
        add(from, to, held);
        to = from;
        held = 0;
      }
      held += more;
      from = start;
    }
    add(day.from(), to, held);
  }

  private void add(Instant from, Instant to, long events) {
    if (events == 0) {
      return;
    }
    if (events > RecomputePieces.MAX_EVENTS) {
      // The first step alone has as many; what is behind it in the run has none.
      addShares(from, events, 0, Math.toIntExact(Math.ceilDiv(events, RecomputePieces.MAX_EVENTS)));
      return;
    }
    steps.add(new Step(range(from, to), events, at(from, 0, 1)));
  }

  private void addShares(Instant start, long events, int first, int shares) {
    Instant end = start.plus(scale.step());
    for (int share = first; share < shares; share++) {
      BuildPlace.At after = share + 1 < shares ? at(end, share + 1, shares) : at(start, 0, 1);
      steps.add(
          new Step(range(start, end).part(share, shares), Math.ceilDiv(events, shares), after));
    }
  }

  private EventRange range(Instant from, Instant to) {
    return new EventRange(day.tenant(), day.type(), from, to);
  }

  private BuildPlace.At at(Instant until, int share, int shares) {
    return new BuildPlace.At(day.from(), day.tenant().value(), shard, until, share, shares);
  }

  private static long events(List<EventsAt> hours, Instant from, Instant to) {
    return hours.stream()
        .filter(hour -> !hour.start().isBefore(from) && hour.start().isBefore(to))
        .mapToLong(EventsAt::events)
        .sum();
  }
}
