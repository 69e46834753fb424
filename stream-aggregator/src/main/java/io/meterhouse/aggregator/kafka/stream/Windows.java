package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.Stretch;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.aggregator.stream.UniqueKey;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one partition of usage.unique that are hot, and how far it has been folded into
 * them. Changed ones are owed to usage.aggregates and sent together, at most once an interval,
 * followed by that. Those that have passed are released; what comes for them later is for whoever
 * folds the raw events again.
 */
final class Windows {

  /** So many changed windows are sent at once, whatever the interval: memory stays bounded. */
  static final int MAX_PENDING = 10_000;

  /** So many windows are released at once, so that nothing waits long for it. */
  private static final int MAX_RELEASED = 10_000;

  /** Beyond what the brokers' clocks and ours differ by. */
  private static final long CLOCKS_MILLIS = 60_000;

  private final WindowTable store;
  private final Awaited awaited;
  private final Owed owed;
  private final long horizonSeconds;
  private @Nullable Reach reach;
  private long frontier;
  private boolean isReleasing = true;

  Windows(WindowTable store, Awaited awaited, Owed owed, Duration horizon, long nowMillis) {
    this.store = store;
    this.awaited = awaited;
    this.owed = owed;
    this.horizonSeconds = horizon.toSeconds();
    // A release before this one let no event time be known; no event is of a time so far ahead.
    this.reach = store.reach(nowMillis / 1000 + Duration.ofDays(366).toSeconds());
    this.frontier = store.frontier();
  }

  /** Null where nothing was folded, or by a release alone that did not keep it. */
  @Nullable Reach reach() {
    return reach;
  }

  /** Windows that end by then, in seconds since the epoch, are released. */
  long frontier() {
    return frontier;
  }

  boolean isHot(Contribution contribution) {
    return Stretch.endSeconds(contribution.key()) > frontier;
  }

  /**
   * Changes nothing in a window that has the record already.
   *
   * @return whether the window is to be sent because of it
   */
  boolean add(Contribution contribution, UniqueKey usage, long version, Instant acceptedAt) {
    if (!isHot(contribution)) {
      owed.recompute(usage, Stretch.around(contribution.key()));
      return false;
    }
    Bytes key = WindowTable.key(contribution.key());
    @Nullable WindowState before = store.get(key);
    if (before == null) {
      long from = awaited.partialFrom(contribution.key(), usage.type());
      WindowState first = from == 0 ? WindowState.EMPTY : WindowState.emptyFrom(from);
      WindowState state = first.plus(contribution, version, acceptedAt);
      if (state.isPartial()) {
        store.put(key, state);
      } else {
        store.change(key, state);
      }
      return oweIfWhole(key, state);
    }
    if (before.reflects(version)) {
      return false;
    }
    WindowState state = before.plus(contribution, version, acceptedAt);
    store.change(key, state);
    return oweIfWhole(key, state);
  }

  private boolean oweIfWhole(Bytes key, WindowState state) {
    if (!state.isPartial()) {
      owed.window(key);
    }
    return !state.isPartial();
  }

  /**
   * Everything up to this record of the partition is in the windows.
   *
   * @param eventSeconds its event time in seconds since the epoch, if it has one
   * @param nowMillis stands in for the stamps of earlier records where they are not known
   */
  void processed(long offset, long stampMillis, long eventSeconds, long nowMillis) {
    Reach before = reach == null ? new Reach(offset, nowMillis + CLOCKS_MILLIS) : reach;
    reach = before.plus(offset, stampMillis).withEventTime(eventSeconds);
    store.reach(reach);
    owed.progress();
    if (owed.size() > MAX_PENDING) {
      emit();
    }
  }

  void emit() {
    owed.send(reach, frontier);
    if (reach != null) {
      release(reach);
    }
  }

  /**
   * Everything that ends by the frontier was sent. What waits for an answer stays in reach of it.
   */
  private void release(Reach reached) {
    long passed =
        Math.min(
            Math.floorDiv(reached.latestMillis(), 1000) - horizonSeconds, awaited.completeUntil());
    if (passed > frontier) {
      frontier = passed;
      store.frontier(passed);
      isReleasing = true;
    }
    if (isReleasing) {
      isReleasing = store.release(frontier, MAX_RELEASED);
    }
  }
}
