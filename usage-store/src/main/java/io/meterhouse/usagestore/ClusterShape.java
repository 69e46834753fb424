package io.meterhouse.usagestore;

import java.util.List;

/**
 * How many servers a cluster has.
 *
 * @param replicas of each shard
 */
record ClusterShape(int shards, int replicas) {

  private static final String SERVERS =
      "SELECT toString(shard_num) AS shard, count() AS replicas FROM system.clusters"
          + " WHERE cluster = {cluster:String} GROUP BY shard_num ORDER BY shard_num";

  /** Exists in every ClickHouse; ours may not yet. */
  private static final String ANY_DATABASE = "default";

  /**
   * As the server that is asked has it configured now.
   *
   * @throws UsageStoreException if it knows no such cluster, if shards differ in their number of
   *     replicas, or if there are several but the tables are not to be replicated
   */
  static ClusterShape read(UsageStore store) {
    StoreLayout layout = store.config().layout();
    List<Long> replicas =
        store.query(
            new SqlParameters().string("cluster", layout.cluster()).in(SERVERS),
            ANY_DATABASE,
            row -> row.getLong("replicas"));
    return of(layout, replicas);
  }

  /**
   * @param replicas of each shard
   */
  static ClusterShape of(StoreLayout layout, List<Long> replicas) {
    if (replicas.isEmpty()) {
      throw new UsageStoreException(
          "ClickHouse knows no cluster %s (expected: one of system.clusters)"
              .formatted(layout.cluster()));
    }
    if (replicas.stream().distinct().count() > 1) {
      throw new UsageStoreException(
          "the shards of ClickHouse cluster %s have %s replicas (expected: each as many)"
              .formatted(layout.cluster(), replicas));
    }
    int each = Math.toIntExact(replicas.getFirst());
    if (each > 1 && !layout.replicated()) {
      throw new UsageStoreException(
          "each shard of ClickHouse cluster %s has %d servers and tables are not replicated (expected: one server, or replicated tables): each row would be on one of them alone"
              .formatted(layout.cluster(), each));
    }
    return new ClusterShape(replicas.size(), each);
  }
}
