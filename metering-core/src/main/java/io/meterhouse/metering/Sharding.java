package io.meterhouse.metering;

import java.util.HashMap;
import java.util.Map;

/**
 * In how many shards the usage of each tenant and type is counted; immutable. Where nothing is said
 * it is one. An event is deduplicated before it gets its shard and keeps it from then on, so the
 * number may change at any time: windows of one moment are then in several shards, which whoever
 * reads them folds.
 */
public final class Sharding {

  /** Of one tenant and type: every read of its windows folds so many rows. */
  public static final int MAX_SHARDS = 1_024;

  /** All usage in one shard each. */
  public static final Sharding NONE = new Sharding(Map.of());

  private static final int ONE = 1;

  private final Map<Key, Integer> counts;

  private Sharding(Map<Key, Integer> counts) {
    this.counts = Map.copyOf(counts);
  }

  /**
   * What is spread together.
   *
   * @param type of the events; of snapshots {@link Meter#SNAPSHOT_TYPE}
   */
  public record Key(TenantId tenant, String type) {}

  /**
   * That number again.
   *
   * @throws IllegalArgumentException if usage cannot be counted in so many shards
   */
  public static int checked(int shards) {
    if (shards < ONE || shards > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "shards: %d (expected: 1 to %d)".formatted(shards, MAX_SHARDS));
    }
    return shards;
  }

  /**
   * With these numbers in the place of those that there are for the same usage.
   *
   * @throws IllegalArgumentException as {@link #checked}
   */
  public Sharding with(Map<Key, Integer> shards) {
    if (shards.isEmpty()) {
      return this;
    }
    Map<Key, Integer> changed = new HashMap<>(counts);
    shards.forEach(
        (usage, count) -> {
          if (checked(count) == ONE) {
            changed.remove(usage);
          } else {
            changed.put(usage, count);
          }
        });
    return new Sharding(changed);
  }

  /** How many shards the usage has. */
  public int count(Key usage) {
    return counts.getOrDefault(usage, ONE);
  }

  /** The shard of an event, from 0; as long as the number stays, always the same one. */
  public int shardOf(Key usage, Identity identity) {
    int count = counts.isEmpty() ? ONE : count(usage);
    return count == ONE ? 0 : identity.bucket(count);
  }

  /** How many tenants and types have more than one. */
  public int size() {
    return counts.size();
  }
}
