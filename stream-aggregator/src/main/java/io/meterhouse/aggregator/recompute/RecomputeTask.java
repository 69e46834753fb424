package io.meterhouse.aggregator.recompute;

import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.usagestore.EventRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stretches of event time that are to be folded again, of one tenant, type and shard.
 *
 * @param stretches the earliest first; none touches another one, or is far from the one before
 * @param partition of usage.unique
 * @param cut offset in it; everything before it has to be stored before the work begins
 * @param releasedUntil windows that end by then are published
 * @param answer who waits for the other windows; null: nobody
 */
record RecomputeTask(
    List<EventRange> stretches,
    int shard,
    int partition,
    long cut,
    Instant releasedUntil,
    @Nullable RecomputeScope answer) {

  /** What lies between two stretches is counted to see whether they are folded as one. */
  static final Duration MAX_BETWEEN = Duration.ofHours(24);

  private static final long MAX_SECONDS = 0xFFFF_FFFFL;

  RecomputeTask {
    stretches = List.copyOf(stretches);
  }

  /** From the first stretch to the last, with what lies between them. */
  EventRange range() {
    EventRange first = stretches.getFirst();
    return new EventRange(first.tenant(), first.type(), first.from(), stretches.getLast().to());
  }

  /**
   * @throws IllegalArgumentException if it is not what the aggregate stage writes
   */
  static RecomputeTask of(RecomputeScope scope) {
    if (scope.getType().isEmpty() || scope.getCut() < 0 || scope.getFromEpochSeconds() < 0) {
      throw new IllegalArgumentException(
          "scope: type '%s', cut %d, from %d (expected: a type, and neither below 0)"
              .formatted(scope.getType(), scope.getCut(), scope.getFromEpochSeconds()));
    }
    return new RecomputeTask(
        List.of(
            new EventRange(
                TenantId.of(scope.getTenantId()),
                scope.getType(),
                time(scope.getFromEpochSeconds()),
                time(scope.getToEpochSeconds()))),
        scope.getShard(),
        scope.getUniquePartition(),
        scope.getCut(),
        time(scope.getReleasedUntilEpochSeconds()),
        scope.getAnswered() ? scope : null);
  }

  /**
   * The same work in fewer tasks: stretches that touch are one, those near each other one task. Of
   * those that are waited for each is answered, as its cut is its own; where the same was asked
   * twice, once.
   */
  static List<RecomputeTask> merged(List<RecomputeTask> tasks) {
    Set<RecomputeTask> answered = new LinkedHashSet<>();
    Map<Key, List<RecomputeTask>> others = new LinkedHashMap<>();
    for (RecomputeTask task : tasks) {
      if (task.answer() == null) {
        others.computeIfAbsent(Key.of(task), missing -> new ArrayList<>()).add(task);
      } else {
        answered.add(task);
      }
    }
    List<RecomputeTask> merged = new ArrayList<>(answered);
    others.values().forEach(each -> merge(each, merged));
    return merged;
  }

  private record Key(TenantId tenant, String type, int shard, int partition) {

    static Key of(RecomputeTask task) {
      EventRange range = task.range();
      return new Key(range.tenant(), range.type(), task.shard, task.partition);
    }
  }

  private static void merge(List<RecomputeTask> tasks, List<RecomputeTask> merged) {
    tasks.sort(Comparator.comparing((RecomputeTask task) -> task.range().from()));
    RecomputeTask last = tasks.getFirst();
    for (RecomputeTask task : tasks.subList(1, tasks.size())) {
      if (task.range().from().isAfter(last.range().to().plus(MAX_BETWEEN))) {
        merged.add(last);
        last = task;
      } else {
        last = last.with(task);
      }
    }
    merged.add(last);
  }

  private RecomputeTask with(RecomputeTask later) {
    return new RecomputeTask(
        joined(stretches, later.range()),
        shard,
        partition,
        Math.max(cut, later.cut),
        later(releasedUntil, later.releasedUntil),
        null);
  }

  private static List<EventRange> joined(List<EventRange> stretches, EventRange next) {
    EventRange last = stretches.getLast();
    List<EventRange> joined = new ArrayList<>(stretches);
    if (next.from().isAfter(last.to())) {
      joined.add(next);
    } else {
      joined.set(
          joined.size() - 1,
          new EventRange(last.tenant(), last.type(), last.from(), later(last.to(), next.to())));
    }
    return joined;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** Windows begin between 1970 and 2106. */
  private static Instant time(long epochSeconds) {
    return Instant.ofEpochSecond(Math.clamp(epochSeconds, 0, MAX_SECONDS - MAX_SECONDS % 3_600));
  }
}
