package io.meterhouse.aggregator.stream;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * How the stream job works.
 *
 * @param threads that work on partitions; more than there are partitions stand idle
 * @param dedupWindow how long an identity is remembered, by accepted time
 * @param commitInterval of transactions: what is not committed is not visible to later stages
 * @param emitInterval how long changes of a window are gathered before its value is sent on
 * @param horizon windows that end so long before the accepted time that the stage is at leave its
 *     state; what comes for them later is folded again from the raw events
 * @param cacheBytes of memory for windows and counts that are read again, all threads
 * @param rocksDbBytes of memory for all of RocksDB together: blocks, filters and write buffers
 * @param sessionTimeout after which the brokers give a dead instance's work to another one. The
 *     same instance, started again, gets its work back at once
 * @param standbyReplicas copies of state kept warm on other instances
 * @param acceptLostState whether deduplication begins anew where its state is lost, instead of
 *     stopping
 */
public record StreamConfig(
    int threads,
    Duration dedupWindow,
    Duration commitInterval,
    Duration emitInterval,
    Duration horizon,
    long cacheBytes,
    long rocksDbBytes,
    Duration sessionTimeout,
    int standbyReplicas,
    boolean acceptLostState) {

  /** With nothing set. */
  public static final StreamConfig DEFAULT = from(Settings.defaults());

  public static StreamConfig from(Settings settings) {
    return new StreamConfig(
        settings.integer("METERHOUSE_AGGREGATOR_THREADS"),
        settings.duration("METERHOUSE_DEDUP_WINDOW"),
        settings.duration("METERHOUSE_AGGREGATOR_COMMIT_INTERVAL"),
        settings.duration("METERHOUSE_AGGREGATOR_EMIT_INTERVAL"),
        settings.duration("METERHOUSE_AGGREGATOR_HORIZON"),
        settings.wholeNumber("METERHOUSE_AGGREGATOR_CACHE_BYTES"),
        settings.wholeNumber("METERHOUSE_AGGREGATOR_ROCKSDB_BYTES"),
        settings.duration("METERHOUSE_AGGREGATOR_SESSION_TIMEOUT"),
        settings.integer("METERHOUSE_AGGREGATOR_STANDBY_REPLICAS"),
        settings.flag("METERHOUSE_DEDUP_ACCEPT_LOST_STATE"));
  }
}
