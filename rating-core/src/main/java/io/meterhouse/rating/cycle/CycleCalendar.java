package io.meterhouse.rating.cycle;

import io.meterhouse.rating.BillingPeriod;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cycles of one scope, and where usage goes that none of them covers. */
public final class CycleCalendar {

  private static final Comparator<ScheduledCycle> BY_START =
      Comparator.comparing(cycle -> cycle.period().start());

  private final List<ScheduledCycle> cycles;
  private final ZoneId zone;

  /**
   * Where usage goes.
   *
   * @param exists whether the cycle is there, or would have to be opened
   * @param continues the cycle whose chain a cycle to open goes on with; null: it begins its own
   */
  public record Place(ScheduledCycle cycle, boolean exists, @Nullable ScheduledCycle continues) {}

  /**
   * @param cycles that do not overlap, in any order
   * @param zone whose calendar months there are where nothing else is said
   */
  public CycleCalendar(List<ScheduledCycle> cycles, ZoneId zone) {
    this.cycles = cycles.stream().sorted(BY_START).toList();
    this.zone = zone;
  }

  /**
   * The cycle of usage at that instant: one that covers it; else the next of the chain whose last
   * cycle ended by then; else the calendar month. What would have to be opened ends where the next
   * one begins, and begins no earlier than the one before it ended.
   */
  public Place at(Instant instant) {
    @Nullable ScheduledCycle before = null;
    @Nullable ScheduledCycle after = null;
    for (ScheduledCycle cycle : cycles) {
      if (cycle.period().contains(instant)) {
        return new Place(cycle, true, null);
      }
      if (cycle.period().start().isAfter(instant)) {
        after = cycle;
        break;
      }
      before = cycle;
    }
    boolean goesOn = before != null && before.chain().type().isRecurring();
    CycleChain chain = before != null && goesOn ? before.chain() : CycleChain.months(instant, zone);
    BillingPeriod period = between(before, chain.containing(instant), after);
    return new Place(new ScheduledCycle(period, chain), false, goesOn ? before : null);
  }

  private static BillingPeriod between(
      @Nullable ScheduledCycle before, BillingPeriod period, @Nullable ScheduledCycle after) {
    Instant start = period.start();
    Instant end = period.end();
    return new BillingPeriod(
        before != null && before.period().end().isAfter(start) ? before.period().end() : start,
        after != null && after.period().start().isBefore(end) ? after.period().start() : end);
  }
}
