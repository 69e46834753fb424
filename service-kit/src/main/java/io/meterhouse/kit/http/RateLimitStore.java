package io.meterhouse.kit.http;

import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.limits.Buckets;
import io.meterhouse.kit.limits.FallbackBuckets;
import io.meterhouse.kit.limits.MemoryBuckets;
import io.meterhouse.kit.postgres.PostgresBuckets;
import java.time.Duration;
import java.time.InstantSource;

/** Where a server counts what callers do. */
final class RateLimitStore {

  private static final StartupConfig STARTUP = new StartupConfig(Duration.ofSeconds(60));

  private RateLimitStore() {}

  /**
   * In memory, or in PostgreSQL with memory to fall back to.
   *
   * @throws io.meterhouse.kit.lifecycle.StartupException where PostgreSQL is not there yet
   */
  static Buckets open(RateLimitConfig config, InstantSource clock) {
    MemoryBuckets own = new MemoryBuckets(clock, config.maxBuckets());
    PostgresConfig shared = config.sharedStore();
    return shared == null
        ? own
        : new FallbackBuckets(
            PostgresBuckets.open(shared, STARTUP, config.maxBuckets(), clock), own, clock);
  }
}
