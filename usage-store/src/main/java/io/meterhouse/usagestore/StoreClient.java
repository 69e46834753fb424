package io.meterhouse.usagestore;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertSettings;
import java.time.temporal.ChronoUnit;

/** The client and the settings of its calls, with their reasons. */
final class StoreClient {

  private static final int MAX_RETRIES = 1;

  private StoreClient() {}

  static Client connect(ClickHouseStoreConfig config) {
    StoreLimits limits = config.limits();
    return new Client.Builder()
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
        // A pooled connection that the server closed in the meantime is worth one more try. All
        // else is the caller's to repeat: it knows how long it may wait.
        .retryOnFailures(ClientFaultCause.NoHttpResponse)
        .setMaxRetries(MAX_RETRIES)
        .build();
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
