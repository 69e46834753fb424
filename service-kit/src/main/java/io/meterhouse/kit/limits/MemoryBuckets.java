package io.meterhouse.kit.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Counters of this instance alone. There are at most as many as told: beyond it those that are used
 * least are forgotten, which favours strangers that come once over nobody.
 */
public final class MemoryBuckets implements Buckets {

  /** Longer than it takes to fill up, for all but the oddest of settings. */
  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private final TimeMeter clock;
  private final Cache<String, Bucket> buckets;

  public MemoryBuckets(InstantSource clock, int maxBuckets) {
    this.clock = BucketMath.meter(clock);
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxBuckets)
            .expireAfterAccess(FORGET_AFTER)
            .ticker(this.clock::currentTimeNanos)
            .build();
  }

  @Override
  public Standing take(Charge charge) {
    return BucketMath.take(bucket(charge.limit()), charge);
  }

  @Override
  public void giveBack(Charge charge) {
    bucket(charge.limit()).addTokens(charge.amount());
  }

  /** Whether a charge of one would be within the limit, and when it will be; nothing is used. */
  public Standing look(Limit limit) {
    EstimationProbe probe = bucket(limit).estimateAbilityToConsume(1);
    return new Standing(
        limit,
        probe.canBeConsumed(),
        Math.max(0, probe.getRemainingTokens()),
        Duration.ofNanos(probe.getNanosToWaitForRefill()),
        Duration.ZERO);
  }

  /** How many counters there are. */
  long size() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  @Override
  public void close() {
    buckets.invalidateAll();
  }

  private Bucket bucket(Limit limit) {
    return buckets.get(
        limit.key(),
        _ ->
            Bucket.builder()
                .addLimit(BucketMath.bandwidth(limit.rate()))
                .withCustomTimePrecision(clock)
                .build());
  }
}
