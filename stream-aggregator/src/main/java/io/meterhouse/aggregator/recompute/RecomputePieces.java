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
   * The whole steps of the range, the earliest first, also those without events; a step with too
   * many is cut by subjects.
   */
  static List<EventRange> of(EventRange range, WindowCheck.Scale scale, List<EventsAt> events) {
    long step = scale.step().toSeconds();
    SortedMap<Long, Long> counts = new TreeMap<>();
    for (EventsAt each : events) {
      counts.merge(Math.floorDiv(each.start().getEpochSecond(), step), each.events(), Long::sum);
    }
    long first = Math.ceilDiv(range.from().getEpochSecond(), step);
    long end = Math.floorDiv(range.to().getEpochSecond(), step);
    List<EventRange> pieces = new ArrayList<>();
    long from = first;
    long held = 0;
    for (long at = first; at < end; at++) {
      long more = counts.getOrDefault(at, 0L);
      if (at > from && (held + more > MAX_EVENTS || at - from == MAX_STEPS)) {
        pieces.addAll(cut(part(range, scale, from, at), held));
        from = at;
        held = 0;
      }
      held += more;
    }
    if (from < end) {
      pieces.addAll(cut(part(range, scale, from, end), held));
    }
    return pieces;
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
