package io.meterhouse.aggregator;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * How the stream job works.
 *
 * @param threads that work on partitions; more than there are partitions stand idle
 * @param dedupWindow how long an identity is remembered, by accepted time
 * @param commitInterval of transactions: what is not committed is not visible to later stages
 * @param emitInterval how long changes of a window are gathered before its value is sent on
 * @param cacheBytes of records in memory before RocksDB and the changelogs see them, all threads
 * @param rocksDbBytes of memory for all of RocksDB together: blocks, filters and write buffers
 * @param sessionTimeout after which the brokers give a dead instance's work to another one. The
 *     same instance, started again, gets its work back at once
 * @param standbyReplicas copies of state kept warm on other instances
 */
public record StreamConfig(
    int threads,
    Duration dedupWindow,
    Duration commitInterval,
    Duration emitInterval,
    long cacheBytes,
    long rocksDbBytes,
    Duration sessionTimeout,
    int standbyReplicas) {

  private static final long MIB = 1024L * 1024;

  public static final StreamConfig DEFAULT =
      new StreamConfig(
          2,
          Duration.ofDays(35),
          Duration.ofMillis(200),
          Duration.ofMillis(300),
          64 * MIB,
          256 * MIB,
          Duration.ofSeconds(6),
          0);

  public static StreamConfig from(Settings settings) {
    return new StreamConfig(
        settings.integer("METERHOUSE_AGGREGATOR_THREADS", DEFAULT.threads, 1, 256),
        settings.duration("METERHOUSE_DEDUP_WINDOW", DEFAULT.dedupWindow.toString()),
        settings.duration(
            "METERHOUSE_AGGREGATOR_COMMIT_INTERVAL", DEFAULT.commitInterval.toString()),
        settings.duration("METERHOUSE_AGGREGATOR_EMIT_INTERVAL", DEFAULT.emitInterval.toString()),
        settings.wholeNumber(
            "METERHOUSE_AGGREGATOR_CACHE_BYTES", DEFAULT.cacheBytes, 0, Long.MAX_VALUE),
        settings.wholeNumber(
            "METERHOUSE_AGGREGATOR_ROCKSDB_BYTES", DEFAULT.rocksDbBytes, 16 * MIB, Long.MAX_VALUE),
        settings.duration(
            "METERHOUSE_AGGREGATOR_SESSION_TIMEOUT", DEFAULT.sessionTimeout.toString()),
        settings.integer("METERHOUSE_AGGREGATOR_STANDBY_REPLICAS", DEFAULT.standbyReplicas, 0, 8));
  }
}
