package io.meterhouse.ratingengine.continuous;

import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.outage.Outage;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.ratingengine.usage.UsageTotals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects changed usage and rates it as soon as the analytics store has it. Driven by one thread,
 * which reads the log; nothing here reads a clock or a socket of its own. Any thread may ask for
 * the problem.
 */
public final class ContinuousRating implements Watched {

  private static final Logger LOG = LoggerFactory.getLogger(ContinuousRating.class);

  private final Rater rater;
  private final UsageTotals usage;
  private final RatingLimits limits;
  private final InstantSource clock;
  private final UnknownTenants unknown = new UnknownTenants();
  private final PendingUsage pending = new PendingUsage();
  private Instant nextRound = Instant.MIN;
  private int outages;
  private volatile boolean waiting;

  /** With these limits. */
  public ContinuousRating(
      Rater rater, UsageTotals usage, RatingLimits limits, InstantSource clock) {
    this.rater = rater;
    this.usage = usage;
    this.limits = limits;
    this.clock = clock;
  }

  /** Also a store that is away: the rounds that fail of it are what nobody else tells. */
  @Override
  public Optional<String> problem() {
    return waiting ? Optional.of("usage is not rated, the log says why") : Optional.empty();
  }

  /** Notes changed usage and where in the log it was read. */
  public void add(UsageKey key, Instant windowStart, int partition, long offset) {
    pending.add(key, windowStart, partition, offset);
  }

  /** Whether reading has to wait until something was rated. */
  public boolean isFull() {
    return pending.size() >= limits.maxPending();
  }

  /** Usage keys and months that changed and are not rated; of the thread that drives it. */
  public int pendingKeys() {
    return pending.size();
  }

  /** Another instance reads this partition now. */
  public void forget(int partition) {
    pending.forget(partition);
  }

  /** See {@link PendingUsage#safeOffsets}. */
  public Map<Integer, Long> safeOffsets(Map<Integer, Long> positions) {
    return pending.safeOffsets(positions);
  }

  /**
   * Rates one batch if one is due. An outage of a store holds everything and is tried again with
   * growing pauses; a single item that cannot be rated waits on its own and holds nobody up.
   *
   * @return whether it did something, so that there may be more to do at once
   */
  public boolean round() {
    Instant now = clock.instant();
    if (pending.isEmpty() || now.isBefore(nextRound)) {
      return false;
    }
    try {
      boolean worked = rateBatch(now);
      outages = 0;
      waiting = false;
      nextRound = worked && isBacklog() ? now : now.plus(limits.debounce());
      return worked;
    } catch (RuntimeException e) {
      outages++;
      waiting = true;
      nextRound = now.plus(limits.pauseAfter(outages));
      LOG.warn(
          "rating waits until {} with {} changes pending; nothing is lost",
          nextRound,
          pending.size(),
          e);
      return false;
    }
  }

  private boolean isBacklog() {
    return pending.size() > limits.maxCells();
  }

  private boolean rateBatch(Instant now) {
    SortedMap<Integer, Long> visibleBefore = usage.visibleBefore();
    List<PendingUsage.Entry> batch = pending.ready(visibleBefore, now, limits.maxCells());
    if (batch.isEmpty()) {
      return false;
    }
    rateOrSplit(batch, visibleBefore, now);
    return true;
  }

  private void rateOrSplit(
      List<PendingUsage.Entry> batch, SortedMap<Integer, Long> visibleBefore, Instant now) {
    try {
      rater.rate(rater.cells(batch.stream().map(PendingUsage.Entry::dirty).toList(), unknown));
      pending.settle(batch, visibleBefore);
    } catch (RuntimeException e) {
      if (Outage.isOne(e)) {
        throw e;
      }
      if (batch.size() > 1) {
        int half = batch.size() / 2;
        rateOrSplit(batch.subList(0, half), visibleBefore, now);
        rateOrSplit(batch.subList(half, batch.size()), visibleBefore, now);
        return;
      }
      PendingUsage.Entry entry = batch.getFirst();
      entry.postpone(now.plus(limits.pauseAfter(entry.failures() + 1)));
      LOG.error("{} cannot be rated; it stays pending and is tried again", entry.dirty(), e);
    }
  }
}
