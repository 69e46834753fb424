package io.meterhouse.usagestore;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.CompressionMethod;
import com.clickhouse.client.api.insert.InsertSettings;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The client and the settings of its calls, with their reasons. */
final class StoreClient {

  private static final int MAX_RETRIES = 1;

  private StoreClient() {}

  /**
   * @param serverSettings of all calls
   */
  static Client connect(ClickHouseStoreConfig config, Map<String, String> serverSettings) {
    StoreLimits limits = config.limits();
    Client.Builder builder = new Client.Builder();
    serverSettings.forEach(builder::serverSetting);
    return builder
        .addEndpoint(config.url())
        .setUsername(config.user())
        .setPassword(config.password())
        .setDefaultDatabase(config.database())
        .setClientName("meterhouse")
        // Instants are what we exchange; neither the server's zone nor this JVM's may matter.
        .useServerTimeZone(false)
        .useTimeZone("UTC")
        .enableConnectionPool(true)
        .setMaxConnections(limits.maxConnections())
        .setConnectionRequestTimeout(limits.connectionWait().toMillis(), ChronoUnit.MILLIS)
        .setConnectTimeout(limits.connectTimeout().toMillis(), ChronoUnit.MILLIS)
        .setSocketTimeout(limits.socketTimeout().toMillis(), ChronoUnit.MILLIS)
        .setSocketKeepAlive(true)
        .setSocketTcpNodelay(true)
        .compressServerResponse(limits.compression())
        .compressClientRequest(limits.compression())
        // The client's own choice would be ZSTD: a fifth of what a sink computes for a row.
        .compressionMethod(CompressionMethod.LZ4)
        // A pooled connection that the server closed in the meantime is worth one more try. All
        // else is the caller's to repeat: it knows how long it may wait.
        .retryOnFailures(ClientFaultCause.NoHttpResponse)
        .setMaxRetries(MAX_RETRIES)
        .build();
  }

  /** What an answer of several servers needs to be as good as that of one. */
  static Map<String, String> serverSettings(ClickHouseStoreConfig config) {
    if (!config.layout().isCluster()) {
      return Map.of();
    }
    // The server's own answer has to come before we stop waiting for it.
    Duration patience = config.limits().socketTimeout().dividedBy(2);
    String seconds = Long.toString(Math.max(1, patience.toSeconds()));
    return Map.ofEntries(
        // As with one server: an answer means "in the table", of every shard.
        Map.entry("distributed_foreground_insert", "1"),
        // Figures without a shard, or of a replica that is behind, are wrong figures.
        Map.entry("skip_unavailable_shards", "0"),
        Map.entry("fallback_to_stale_replicas_for_distributed_queries", "0"),
        // Our statements need none; one that did would read what no shard has alone.
        Map.entry("distributed_product_mode", "deny"),
        // Several sinks write to one table at a time.
        Map.entry("insert_quorum_parallel", "1"),
        Map.entry("insert_quorum_timeout", Long.toString(patience.toMillis())),
        // A block that was seen before is written again: it may have been dropped in between, and
        // rows that stand twice are one.
        Map.entry("insert_deduplicate", "0"),
        // A statement of the schema is done when every server has it, or it failed.
        Map.entry("distributed_ddl_output_mode", "throw"),
        Map.entry("distributed_ddl_task_timeout", seconds),
        Map.entry("alter_sync", "2"),
        Map.entry("replication_wait_for_inactive_replica_timeout", seconds));
  }

  static InsertSettings insertSettings() {
    InsertSettings settings = new InsertSettings();
    // The answer means "in the table", not "in a buffer of the server".
    settings.serverSetting("async_insert", "0");
    // A backfill may touch more partitions (months) than the 100 that one insert may by default.
    // To refuse the batch would stop the sink for good; the small parts merge later.
    settings.serverSetting("max_partitions_per_insert_block", "0");
    // The status of the answer is the outcome of the whole insert.
    settings.serverSetting("wait_end_of_query", "1");
    return settings;
  }
}
