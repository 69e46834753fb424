package io.meterhouse.kit.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.limits.BucketMath;
import io.meterhouse.kit.limits.Buckets;
import io.meterhouse.kit.limits.Charge;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.Standing;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Counters in PostgreSQL, which all instances share: one row each, locked while it is charged.
 * Requests of one instance that charge the same row at once do so together. Clocks of instances
 * that differ make a limit as much more or less generous, and no more.
 */
public final class PostgresBuckets implements Buckets {

  private static final String TABLE = "rate_limit_buckets";

  /** A limit is not worth a long wait: this is all that a request loses when the store goes. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);
  private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
  private static final int CLEANED_AT_ONCE = 1_000;

  private final HikariDataSource pool;
  private final PostgreSQLSelectForUpdateBasedProxyManager<String> rows;
  private final Cache<String, Bucket> proxies;
  private final BackgroundLoop cleaning;

  private PostgresBuckets(HikariDataSource pool, int maxBuckets, InstantSource clock) {
    this.pool = pool;
    this.rows =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool)
            .primaryKeyMapper(PrimaryKeyMapper.STRING)
            .table(TABLE)
            .idColumn("bucket_key")
            .stateColumn("state")
            .expiresAtColumn("expires_at_millis")
            .clientClock(BucketMath.meter(clock))
            .requestTimeout(PATIENCE)
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(FORGET_AFTER))
            .build();
    this.proxies =
        Caffeine.newBuilder().maximumSize(maxBuckets).expireAfterAccess(FORGET_AFTER).build();
    this.cleaning = new BackgroundLoop("rate-limit-cleaning", CLEAN_EVERY, this::clean);
  }

  /**
   * Waits for the server and brings the schema up to date.
   *
   * @param maxBuckets that this instance has at hand; rows there may be more
   * @throws StartupException as {@link Database#open}
   */
  public static PostgresBuckets open(
      PostgresConfig config, StartupConfig startup, int maxBuckets, InstantSource clock) {
    Database.prepare(config, startup);
    HikariConfig pool = Database.poolConfig(config);
    pool.setPoolName("rate-limits-" + config.schema());
    pool.setConnectionTimeout(PATIENCE.toMillis());
    pool.setValidationTimeout(PATIENCE.toMillis() / 2);
    // A server that hangs with its connections open is away as well.
    pool.addDataSourceProperty("socketTimeout", PATIENCE.multipliedBy(2).toSeconds());
    pool.addDataSourceProperty("connectTimeout", PATIENCE.toSeconds());
    PostgresBuckets opened = new PostgresBuckets(new HikariDataSource(pool), maxBuckets, clock);
    opened.cleaning.start();
    return opened;
  }

  @Override
  public Standing take(Charge charge) {
    return BucketMath.take(bucket(charge.limit()), charge);
  }

  @Override
  public void giveBack(Charge charge) {
    bucket(charge.limit()).addTokens(charge.amount());
  }

  @Override
  public void close() {
    cleaning.close();
    pool.close();
  }

  private void clean() {
    while (rows.removeExpired(CLEANED_AT_ONCE) == CLEANED_AT_ONCE && !cleaning.isStopping()) {
      Thread.onSpinWait();
    }
  }

  private Bucket bucket(Limit limit) {
    return proxies.get(
        limit.key(),
        key ->
            rows.builder()
                .withOptimization(Optimizations.batching())
                .build(
                    key,
                    () ->
                        BucketConfiguration.builder()
                            .addLimit(BucketMath.bandwidth(limit.rate()))
                            .build()));
  }
}
