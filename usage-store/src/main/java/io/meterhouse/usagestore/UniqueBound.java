package io.meterhouse.usagestore;

/**
 * The events of one shard that stand in a partition of usage.unique before an offset. Those of
 * which the position is not known are before every offset.
 */
public record UniqueBound(int shard, int partition, long before) {

  /** Condition on usage_events, with its values. */
  String and(SqlParameters parameters) {
    parameters
        .integer("shard", shard)
        .integer("unique_partition", partition)
        .integer("before", before);
    return " AND shard = {shard:UInt16}" + BEFORE;
  }

  static final String BEFORE =
      " AND (unique_partition IS NULL OR unique_offset IS NULL"
          + " OR (unique_partition = {unique_partition:UInt32} AND unique_offset < {before:UInt64}))";
}
