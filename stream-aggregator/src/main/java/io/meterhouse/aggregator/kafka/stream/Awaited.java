package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.folding.MeterStart;
import io.meterhouse.aggregator.folding.Stretch;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the windows of one partition wait for: scopes that are not answered, and versions of meters
 * that are not built. In the store, with a copy in memory.
 */
final class Awaited {

  private final WindowTable store;

  /** The cuts of scopes, the same in two orders: there may be very many, and of few stretches. */
  private final Map<UniqueKey, Map<Stretch, NavigableSet<Long>>> cuts = new HashMap<>();

  private final Map<Long, Set<Asked>> askedAt = new HashMap<>();

  private final Map<String, MeterStart> unbuilt = new HashMap<>();
  private final Map<String, MeterStart> starts = new HashMap<>();

  private record Asked(UniqueKey usage, Stretch stretch) {

    static Asked of(RecomputeScope scope) {
      return new Asked(Awaited.usage(scope), Stretch.of(scope));
    }

    boolean holds(AggregateKey window) {
      return usage.tenantId().equals(window.getTenantId())
          && usage.shard() == window.getShard()
          && stretch.holds(window);
    }
  }

  Awaited(WindowTable store) {
    this.store = store;
    store.eachAwaited(this::remember);
    store.eachStart(this::remember);
  }

  /** A version belongs to one meter only, also over tenants: see the table of meters. */
  static String version(String meter, int version) {
    return meter + "/" + version;
  }

  static String version(AggregateKey window) {
    return version(window.getMeter(), window.getMeterVersion());
  }

  static UniqueKey usage(RecomputeScope scope) {
    return new UniqueKey(scope.getTenantId(), scope.getType(), scope.getShard());
  }

  /**
   * Windows that end by then, in seconds since the epoch, lack nothing. Of a meter that is not
   * built any may.
   */
  long completeUntil() {
    if (!unbuilt.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return cuts.values().stream()
        .flatMap(stretches -> stretches.keySet().stream())
        .mapToLong(Stretch::fromSeconds)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  boolean knows(String version) {
    return starts.containsKey(version);
  }

  void begin(String version, MeterStart start) {
    store.start(version, start);
    remember(version, start);
  }

  void ask(RecomputeScope scope) {
    store.await(scope);
    remember(scope);
  }

  /**
   * From which record on a window that is not in state has everything when it is made now; 0: from
   * the beginning.
   */
  long partialFrom(AggregateKey window, String type) {
    long from = 0;
    if (!unbuilt.isEmpty()) {
      MeterStart start = unbuilt.get(version(window));
      if (start != null) {
        from = start.partialFrom(window.getWindowStartEpochSeconds());
      }
    }
    if (cuts.isEmpty()) {
      return from;
    }
    UniqueKey usage = new UniqueKey(window.getTenantId(), type, window.getShard());
    for (Map.Entry<Stretch, NavigableSet<Long>> asked :
        cuts.getOrDefault(usage, Map.of()).entrySet()) {
      if (asked.getKey().holds(window)) {
        from = Math.max(from, asked.getValue().last());
      }
    }
    return from;
  }

  /**
   * Whether a window that is not in state is due with what was before that cut. A meter that has
   * counted from a later record on has more in its windows already than the answer knows.
   */
  boolean isDue(AggregateKey window, long cut) {
    MeterStart start = starts.get(version(window));
    if (start == null || start.cut() > cut) {
      return false;
    }
    return (!start.isBuilt() && start.cut() == cut)
        || askedAt.getOrDefault(cut, Set.of()).stream().anyMatch(asked -> asked.holds(window));
  }

  /**
   * Whether a window that lacks what was before that cut lacks it because its meter began there. A
   * scope with the same cut may have been asked before it began, of who does not know the meter.
   */
  boolean waitsForBuild(AggregateKey window, long cut) {
    MeterStart start = unbuilt.get(version(window));
    return start != null && start.cut() == cut;
  }

  void answered(RecomputeScope scope) {
    Asked asked = Asked.of(scope);
    Set<Asked> same = askedAt.get(scope.getCut());
    if (same == null || !same.remove(asked)) {
      return;
    }
    if (same.isEmpty()) {
      askedAt.remove(scope.getCut());
    }
    Map<Stretch, NavigableSet<Long>> stretches = cuts.get(asked.usage());
    if (stretches != null) {
      stretches.computeIfPresent(asked.stretch(), (stretch, open) -> without(open, scope.getCut()));
      if (stretches.isEmpty()) {
        cuts.remove(asked.usage());
      }
    }
    store.awaitNoMore(scope);
  }

  private static @Nullable NavigableSet<Long> without(NavigableSet<Long> open, long cut) {
    open.remove(cut);
    return open.isEmpty() ? null : open;
  }

  void built(String version, long cut) {
    MeterStart start = unbuilt.get(version);
    if (start != null && start.cut() == cut) {
      store.start(version, start.built());
      unbuilt.remove(version);
      remember(version, start.built());
    }
  }

  private void remember(RecomputeScope scope) {
    Asked asked = Asked.of(scope);
    cuts.computeIfAbsent(asked.usage(), missing -> new HashMap<>())
        .computeIfAbsent(asked.stretch(), missing -> new TreeSet<>())
        .add(scope.getCut());
    askedAt.computeIfAbsent(scope.getCut(), missing -> new HashSet<>()).add(asked);
  }

  private void remember(String version, MeterStart start) {
    starts.put(version, start);
    if (!start.isBuilt()) {
      unbuilt.put(version, start);
    }
  }
}
