package io.meterhouse.usagestore;

import java.util.regex.Pattern;

/**
 * On which servers the tables are.
 *
 * @param cluster as {@code remote_servers} of the servers names it: each of its shards has a share
 *     of the rows. Empty: one server has all
 * @param replicated whether a shard has several copies, which ClickHouse Keeper keeps equal
 */
public record StoreLayout(String cluster, boolean replicated) {

  private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_.-]{0,127}");

  public static final StoreLayout ONE_SERVER = new StoreLayout("", false);

  /** Refuses names that would need quoting, and replicas of no cluster. */
  public StoreLayout {
    if (!CLUSTER.matcher(cluster).matches()) {
      throw new IllegalArgumentException(
          "ClickHouse cluster: " + cluster + " (expected: " + CLUSTER.pattern() + ")");
    }
    if (replicated && cluster.isEmpty()) {
      throw new IllegalArgumentException(
          "replicated tables without a ClickHouse cluster (expected: the name of a cluster)");
    }
  }

  /** Whether there is more than one server. */
  public boolean isCluster() {
    return !cluster.isEmpty();
  }
}
