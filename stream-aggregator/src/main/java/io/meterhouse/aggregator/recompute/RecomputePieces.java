package io.meterhouse.aggregator.recompute;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventsAt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cuts stretches into pieces of which memory can hold each. */
final class RecomputePieces {

  /** Events that are folded at once: a window needs at least one of them. */
  static final long MAX_EVENTS = 100_000;

  /** Hours, or days, that are looked at once, also where nothing happened. */
  static final int MAX_STEPS = 24;

  /** Folding so many that nobody asked for costs less than asking the store once more. */
  static final long MAX_EVENTS_BETWEEN = 1_000;

  private RecomputePieces() {}

  /** The scales of the meters that count such events. */
  static Set<WindowCheck.Scale> scales(EventRange range, MeterCatalog catalog) {
    Set<WindowCheck.Scale> scales = EnumSet.noneOf(WindowCheck.Scale.class);
    for (Meter meter : catalog.countingFor(range.tenant(), range.type())) {
      scales.add(WindowCheck.Scale.of(meter.windowSize()));
    }
    return scales;
  }

  /**
   * The whole steps of the stretches, the earliest first, also those without events; a step with
   * too many is cut by subjects. Where little is between two stretches it goes with them.
   */
  static List<EventRange> of(
      List<EventRange> stretches, WindowCheck.Scale scale, List<EventsAt> events) {
    Cutting cutting = new Cutting(stretches.getFirst(), scale, events);
    long step = scale.step().toSeconds();
    for (EventRange stretch : stretches) {
      long end = Math.floorDiv(stretch.to().getEpochSecond(), step);
      for (long at = Math.ceilDiv(stretch.from().getEpochSecond(), step); at < end; at++) {
        cutting.add(at);
      }
    }
    return cutting.done();
  }

  /** Takes step after step; a piece ends where the next step is too much for it, or too far. */
  private static final class Cutting {

    private final EventRange first;
    private final WindowCheck.Scale scale;
    private final SortedMap<Long, Long> counts = new TreeMap<>();
    private final List<EventRange> pieces = new ArrayList<>();
    private long from;
    private long to;
    private long held;

    Cutting(EventRange first, WindowCheck.Scale scale, List<EventsAt> events) {
      this.first = first;
      this.scale = scale;
      long step = scale.step().toSeconds();
      for (EventsAt each : events) {
        counts.merge(Math.floorDiv(each.start().getEpochSecond(), step), each.events(), Long::sum);
      }
    }

    void add(long at) {
      long more = counts.getOrDefault(at, 0L);
      long between = from == to ? 0 : between(at);
      if (from == to
          || between > MAX_EVENTS_BETWEEN
          || held + between + more > MAX_EVENTS
          || at - from >= MAX_STEPS) {
        end();
        from = at;
        held = 0;
        between = 0;
      }
      held += between + more;
      to = at + 1;
    }

    private long between(long at) {
      return counts.subMap(to, at).values().stream().mapToLong(Long::longValue).sum();
    }

    private void end() {
      if (from < to) {
        pieces.addAll(cut(part(first, scale, from, to), held));
      }
    }

    List<EventRange> done() {
      end();
      return pieces;
    }
  }

  /** In as many shares as it takes. */
  static List<EventRange> cut(EventRange range, long events) {
    int shares = Math.toIntExact(Math.max(1, Math.ceilDiv(events, MAX_EVENTS)));
    List<EventRange> pieces = new ArrayList<>();
    for (int share = 0; share < shares; share++) {
      pieces.add(range.part(share, shares));
    }
    return pieces;
  }

  private static EventRange part(EventRange range, WindowCheck.Scale scale, long from, long to) {
    Duration step = scale.step();
    return new EventRange(
        range.tenant(),
        range.type(),
        Instant.EPOCH.plus(step.multipliedBy(from)),
        Instant.EPOCH.plus(step.multipliedBy(to)));
  }
}
