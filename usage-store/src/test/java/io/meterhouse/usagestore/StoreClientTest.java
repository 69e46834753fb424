package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreClientTest {

  @Test
  void shouldAskOneServerForNothingInParticular() {
    assertThat(StoreClient.serverSettings(config(StoreLayout.ONE_SERVER))).isEmpty();
  }

  @Test
  void shouldHaveAnswersOfAClusterMeanWhatThoseOfOneServerMean() {
    assertThat(StoreClient.serverSettings(config(new StoreLayout("prod", true))))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("distributed_foreground_insert", "1"),
                Map.entry("skip_unavailable_shards", "0"),
                Map.entry("fallback_to_stale_replicas_for_distributed_queries", "0"),
                Map.entry("distributed_product_mode", "deny"),
                Map.entry("insert_quorum_parallel", "1"),
                Map.entry("insert_quorum_timeout", "30000"),
                Map.entry("insert_deduplicate", "0"),
                Map.entry("distributed_ddl_output_mode", "throw"),
                Map.entry("distributed_ddl_task_timeout", "30"),
                Map.entry("alter_sync", "2"),
                Map.entry("replication_wait_for_inactive_replica_timeout", "30")));
  }

  private static ClickHouseStoreConfig config(StoreLayout layout) {
    return new ClickHouseStoreConfig("http://127.0.0.1:1", "d", "u", "", layout);
  }
}
