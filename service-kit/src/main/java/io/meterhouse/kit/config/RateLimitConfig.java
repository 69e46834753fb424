package io.meterhouse.kit.config;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much of the API may be used.
 *
 * @param token requests of one token
 * @param tenant requests of all tokens of one tenant
 * @param groups requests of one token in one part of the API
 * @param ingest usage in requests that bring it
 * @param address requests without a token in force from one address
 * @param maxBuckets counters that one instance holds; beyond it the least used are forgotten
 * @param sharedStore where instances share their counters; null: each counts for itself
 */
public record RateLimitConfig(
    Rate token,
    Rate tenant,
    Groups groups,
    Ingest ingest,
    Rate address,
    int maxBuckets,
    @Nullable PostgresConfig sharedStore) {

  private static final String PREFIX = "METERHOUSE_RATE_LIMIT_";
  private static final int DEFAULT_MAX_BUCKETS = 100_000;
  private static final int SHARED_CONNECTIONS = 4;
  private static final long MEBIBYTE = 1024L * 1024;

  /** What one token may do in the parts of the API. */
  public record Groups(Rate operations, Rate pricing, Rate billing, Rate ingest) {}

  /**
   * Events, snapshots among them, and bytes.
   *
   * @param tokenEvents what one token sends, refused ones among them
   * @param tokenBytes of its bodies, inflated
   * @param tenantEvents what is taken for one tenant, whoever sends it
   * @param tenantBytes of those, as the log keeps them
   */
  public record Ingest(Rate tokenEvents, Rate tokenBytes, Rate tenantEvents, Rate tenantBytes) {}

  /** 600 requests a minute and token; each instance counts for itself. */
  public static final RateLimitConfig DEFAULT =
      new RateLimitConfig(
          Rate.perMinute(600),
          Rate.perMinute(6_000),
          new Groups(Rate.OFF, Rate.OFF, Rate.OFF, Rate.OFF),
          new Ingest(
              Rate.perMinute(1_000_000),
              Rate.perMinute(512 * MEBIBYTE),
              Rate.perMinute(5_000_000),
              Rate.perMinute(2_048 * MEBIBYTE)),
          Rate.perMinute(60),
          DEFAULT_MAX_BUCKETS,
          null);

  /** Nothing is limited. */
  public static final RateLimitConfig OFF =
      new RateLimitConfig(
          Rate.OFF,
          Rate.OFF,
          DEFAULT.groups,
          new Ingest(Rate.OFF, Rate.OFF, Rate.OFF, Rate.OFF),
          Rate.OFF,
          DEFAULT_MAX_BUCKETS,
          null);

  /** Reads METERHOUSE_RATE_LIMIT_*, and where PostgreSQL is if it is the store. */
  public static RateLimitConfig from(Settings settings) {
    BiFunction<String, Rate, Rate> rate =
        (name, byDefault) -> Rate.from(settings, PREFIX + name, byDefault);
    Ingest ingest = DEFAULT.ingest;
    return new RateLimitConfig(
        rate.apply("TOKEN", DEFAULT.token),
        rate.apply("TENANT", DEFAULT.tenant),
        new Groups(
            rate.apply("OPERATIONS", Rate.OFF),
            rate.apply("PRICING", Rate.OFF),
            rate.apply("BILLING", Rate.OFF),
            rate.apply("INGEST", Rate.OFF)),
        new Ingest(
            rate.apply("TOKEN_EVENTS", ingest.tokenEvents),
            rate.apply("TOKEN_BYTES", ingest.tokenBytes),
            rate.apply("TENANT_EVENTS", ingest.tenantEvents),
            rate.apply("TENANT_BYTES", ingest.tenantBytes)),
        rate.apply("ADDRESS", DEFAULT.address),
        settings.integer(PREFIX + "MAX_BUCKETS", DEFAULT_MAX_BUCKETS, 100, 10_000_000),
        sharedStore(settings));
  }

  /** With that limit on the requests of a token. */
  public RateLimitConfig withToken(Rate rate) {
    return new RateLimitConfig(rate, tenant, groups, ingest, address, maxBuckets, sharedStore);
  }

  /** With that limit on the requests of a tenant. */
  public RateLimitConfig withTenant(Rate rate) {
    return new RateLimitConfig(token, rate, groups, ingest, address, maxBuckets, sharedStore);
  }

  /** With those limits on parts of the API. */
  public RateLimitConfig withGroups(Groups rates) {
    return new RateLimitConfig(token, tenant, rates, ingest, address, maxBuckets, sharedStore);
  }

  /** With those limits on usage. */
  public RateLimitConfig withIngest(Ingest rates) {
    return new RateLimitConfig(token, tenant, groups, rates, address, maxBuckets, sharedStore);
  }

  /** With that limit on requests without a token in force. */
  public RateLimitConfig withAddress(Rate rate) {
    return new RateLimitConfig(token, tenant, groups, ingest, rate, maxBuckets, sharedStore);
  }

  /** With counters in that database. */
  public RateLimitConfig withSharedStore(PostgresConfig store) {
    return new RateLimitConfig(token, tenant, groups, ingest, address, maxBuckets, store);
  }

  private static @Nullable PostgresConfig sharedStore(Settings settings) {
    String store = settings.string(PREFIX + "STORE", "memory");
    return switch (store) {
      case "memory" -> null;
      case "postgres" -> PostgresConfig.from(settings).withPoolSize(SHARED_CONNECTIONS);
      default ->
          throw new ConfigurationException(
              PREFIX + "STORE: " + store + " (expected: memory or postgres)");
    };
  }
}
