package io.meterhouse.kit.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters that instances share, and this instance's own while the shared ones are away: a limit
 * that fails must neither stop the service nor open it wide. While they are away they are asked
 * again every few seconds, by one request.
 */
public final class FallbackBuckets implements Buckets {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackBuckets.class);

  /** How long the shared ones are left alone after they did not answer. */
  public static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

  private final Buckets shared;
  private final Buckets own;
  private final InstantSource clock;

  /** When to ask again; null: the shared ones are there. */
  private final AtomicReference<@Nullable Instant> awayUntil = new AtomicReference<>();

  /** Closes both. */
  public FallbackBuckets(Buckets shared, Buckets own, InstantSource clock) {
    this.shared = shared;
    this.own = own;
    this.clock = clock;
  }

  @Override
  public Standing take(Charge charge) {
    if (isShared()) {
      try {
        Standing standing = shared.take(charge);
        came();
        return standing;
      } catch (RuntimeException e) {
        went(e);
      }
    }
    return own.take(charge);
  }

  @Override
  public void giveBack(Charge charge) {
    if (awayUntil.get() == null) {
      try {
        shared.giveBack(charge);
        return;
      } catch (RuntimeException e) {
        went(e);
      }
    }
    own.giveBack(charge);
  }

  @Override
  public Optional<String> problem() {
    return awayUntil.get() == null
        ? Optional.empty()
        : Optional.of(
            "the shared store of rate limits does not answer, each instance counts for itself");
  }

  @Override
  public void close() {
    shared.close();
    own.close();
  }

  /** Whether to ask the shared ones; while they are away, one of all who come at a time is told. */
  private boolean isShared() {
    Instant until = awayUntil.get();
    Instant now = clock.instant();
    return until == null
        || (!now.isBefore(until) && awayUntil.compareAndSet(until, now.plus(ASK_AGAIN_AFTER)));
  }

  private void came() {
    if (awayUntil.get() != null && awayUntil.getAndSet(null) != null) {
      LOG.info("the shared store of rate limits answers again");
    }
  }

  private void went(RuntimeException e) {
    if (awayUntil.getAndSet(clock.instant().plus(ASK_AGAIN_AFTER)) == null) {
      LOG.warn("the shared store of rate limits is away, this instance counts for itself", e);
    }
  }
}
