package io.meterhouse.kit.config;

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

  private static final int SHARED_CONNECTIONS = 4;

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
  public static final RateLimitConfig DEFAULT = from(Settings.defaults());

  /** Nothing is limited. */
  public static final RateLimitConfig OFF =
      new RateLimitConfig(
          Rate.OFF,
          Rate.OFF,
          new Groups(Rate.OFF, Rate.OFF, Rate.OFF, Rate.OFF),
          new Ingest(Rate.OFF, Rate.OFF, Rate.OFF, Rate.OFF),
          Rate.OFF,
          DEFAULT.maxBuckets,
          null);

  /** Reads METERHOUSE_RATE_LIMIT_*, and where PostgreSQL is if it is the store. */
  public static RateLimitConfig from(Settings settings) {
    return new RateLimitConfig(
        Rate.from(settings, "METERHOUSE_RATE_LIMIT_TOKEN"),
        Rate.from(settings, "METERHOUSE_RATE_LIMIT_TENANT"),
        new Groups(
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_OPERATIONS"),
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_PRICING"),
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_BILLING"),
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_INGEST")),
        new Ingest(
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_TOKEN_EVENTS"),
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_TOKEN_BYTES"),
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_TENANT_EVENTS"),
            Rate.from(settings, "METERHOUSE_RATE_LIMIT_TENANT_BYTES")),
        Rate.from(settings, "METERHOUSE_RATE_LIMIT_ADDRESS"),
        settings.integer("METERHOUSE_RATE_LIMIT_MAX_BUCKETS"),
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
    return settings.string("METERHOUSE_RATE_LIMIT_STORE").equals("memory")
        ? null
        : PostgresConfig.from(settings, SHARED_CONNECTIONS);
  }
}
