package io.meterhouse.kit.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.meterhouse.kit.config.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Our limits in the terms of the library, wherever its buckets are. */
public final class BucketMath {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private BucketMath() {}

  /** What fills up evenly to the burst. */
  public static Bandwidth bandwidth(Rate rate) {
    return BandwidthBuilder.builder()
        .capacity(rate.burst())
        .refillGreedy(rate.perMinute(), MINUTE)
        .build();
  }

  /** As {@link Buckets#take} has it. */
  public static Standing take(Bucket bucket, Charge charge) {
    Limit limit = charge.limit();
    long atOnce = Math.min(charge.amount(), limit.rate().burst());
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(atOnce);
    long owed = charge.amount() - atOnce;
    if (!probe.isConsumed() || owed == 0) {
      return new Standing(
          limit,
          probe.isConsumed(),
          Math.max(0, probe.getRemainingTokens()),
          Duration.ofNanos(probe.getNanosToWaitForRefill()),
          Duration.ofNanos(probe.getNanosToWaitForReset()));
    }
    bucket.consumeIgnoringRateLimits(owed);
    return new Standing(limit, true, 0, Duration.ZERO, untilFull(limit.rate(), charge.amount()));
  }

  /** The clock in the library's terms; {@code nanoTime} would differ between instances. */
  public static TimeMeter meter(InstantSource clock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        Instant now = clock.instant();
        return Math.addExact(
            Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }

  private static Duration untilFull(Rate rate, long missing) {
    // In milliseconds, so that a large charge does not overflow.
    return Duration.ofMillis(Math.ceilDiv(missing, rate.perMinute()) * MINUTE.toMillis());
  }
}
