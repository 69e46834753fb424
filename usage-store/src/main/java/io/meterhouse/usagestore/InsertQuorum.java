package io.meterhouse.usagestore;

import com.clickhouse.client.api.insert.InsertSettings;

/**
 * On how many servers an insert has to be before it is answered: all replicas of its shard. So
 * whatever a sink calls written is there for every reader, whichever replica it asks, and progress
 * and watermark never claim more than there is.
 */
final class InsertQuorum {

  private static final int NOT_ASKED = 0;

  private final UsageStore store;
  private volatile int replicas = NOT_ASKED;

  InsertQuorum(UsageStore store) {
    this.store = store;
  }

  void put(InsertSettings settings) {
    if (store.config().layout().replicated()) {
      if (replicas == NOT_ASKED) {
        replicas = ClusterShape.read(store).replicas();
      }
      settings.serverSetting("insert_quorum", Integer.toString(replicas));
    }
  }

  /** To be called after a failure: a server may have been taken out of the cluster. */
  void forget() {
    replicas = NOT_ASKED;
  }
}
