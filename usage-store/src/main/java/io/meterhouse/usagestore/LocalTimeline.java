package io.meterhouse.usagestore;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A zone's clock over a range, as ClickHouse is told it: stretches of constant offset. Both sides
 * compute with the same numbers, so windows do not depend on which release of the time zone
 * database the server was built with, nor on how its toStartOf functions treat the odd change.
 *
 * @param starts first second of each stretch; the first one lies before the range
 * @param offsets of each stretch, seconds east of UTC
 * @param floorDays the latest local date, as days since 1970, that had begun before the stretch: a
 *     clock that goes back over midnight does not bring back the old day
 */
record LocalTimeline(List<Long> starts, List<Long> offsets, List<Long> floorDays) {

  /** Further back than any clock was ever set. */
  private static final Duration LEAD = Duration.ofDays(2);

  private static final long DAY_SECONDS = 86_400;

  LocalTimeline {
    starts = List.copyOf(starts);
    offsets = List.copyOf(offsets);
    floorDays = List.copyOf(floorDays);
  }

  static LocalTimeline of(Instant from, Instant to, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    Instant begin = from.minus(LEAD);
    List<Long> starts = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    List<Long> floorDays = new ArrayList<>();
    long offset = rules.getOffset(begin).getTotalSeconds();
    long floorDay = Math.floorDiv(begin.getEpochSecond() + offset, DAY_SECONDS);
    starts.add(begin.getEpochSecond());
    offsets.add(offset);
    floorDays.add(floorDay);
    @Nullable ZoneOffsetTransition change = rules.nextTransition(begin);
    while (change != null && change.getInstant().isBefore(to)) {
      long at = change.getInstant().getEpochSecond();
      floorDay = Math.max(floorDay, Math.floorDiv(at - 1 + offset, DAY_SECONDS));
      offset = change.getOffsetAfter().getTotalSeconds();
      starts.add(at);
      offsets.add(offset);
      floorDays.add(floorDay);
      change = rules.nextTransition(change.getInstant());
    }
    return new LocalTimeline(starts, offsets, floorDays);
  }

  /** Whether local days, and so local hours, begin between two windows of that many seconds. */
  boolean isAlignedTo(long windowSeconds) {
    return offsets.stream().allMatch(offset -> offset % windowSeconds == 0);
  }
}
