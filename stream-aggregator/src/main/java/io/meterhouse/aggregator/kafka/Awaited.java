package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.MeterStart;
import io.meterhouse.aggregator.Stretch;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * What the windows of one partition wait for: scopes that are not answered, and versions of meters
 * that are not built. In the store, with a copy in memory.
 */
final class Awaited {

  private final WindowTable store;
  private final Map<Bytes, RecomputeScope> scopes = new HashMap<>();
  private final Map<String, MeterStart> unbuilt = new HashMap<>();
  private final Map<String, MeterStart> starts = new HashMap<>();

  Awaited(WindowTable store) {
    this.store = store;
    store.eachAwaited(scopes::put);
    store.eachStart(this::remember);
  }

  /** A version belongs to one meter only, also over tenants: see the table of meters. */
  static String version(String meter, int version) {
    return meter + "/" + version;
  }

  static String version(AggregateKey window) {
    return version(window.getMeter(), window.getMeterVersion());
  }

  /**
   * Windows that end by then, in seconds since the epoch, lack nothing. Of a meter that is not
   * built any may.
   */
  long completeUntil() {
    if (!unbuilt.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return scopes.values().stream()
        .mapToLong(RecomputeScope::getFromEpochSeconds)
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
    scopes.put(store.await(scope), scope);
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
    for (RecomputeScope scope : scopes.values()) {
      if (scope.getType().equals(type) && isIn(scope, window)) {
        from = Math.max(from, scope.getCut());
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
        || scopes.values().stream().anyMatch(scope -> scope.getCut() == cut && isIn(scope, window));
  }

  void answered(RecomputeScope scope) {
    Bytes key = null;
    for (Map.Entry<Bytes, RecomputeScope> entry : scopes.entrySet()) {
      if (entry.getValue().equals(scope)) {
        key = entry.getKey();
      }
    }
    if (key != null) {
      scopes.remove(key);
      store.awaitNoMore(key);
    }
  }

  void built(String version, long cut) {
    MeterStart start = unbuilt.get(version);
    if (start != null && start.cut() == cut) {
      store.start(version, start.built());
      unbuilt.remove(version);
      remember(version, start.built());
    }
  }

  static boolean isIn(RecomputeScope scope, AggregateKey window) {
    return scope.getTenantId().equals(window.getTenantId())
        && scope.getShard() == window.getShard()
        && Stretch.of(scope).holds(window);
  }

  private void remember(String version, MeterStart start) {
    starts.put(version, start);
    if (!start.isBuilt()) {
      unbuilt.put(version, start);
    }
  }
}
