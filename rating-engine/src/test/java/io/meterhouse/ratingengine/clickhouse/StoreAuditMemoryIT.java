package io.meterhouse.ratingengine.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class StoreAuditMemoryIT {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final UsageStore store;

  StoreAuditMemoryIT(EngineAddresses engines) {
    store =
        UsageStore.openMigrated(
            new ClickHouseStoreConfig(
                engines.clickHouseUrl(), engines.freshName("audit_memory"), "default", ""));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldRememberHowFarAuditsOfItemsAreAndNeverGoBack() {
    StoreAuditMemory memory = new StoreAuditMemory(store);
    assertThat(memory.end()).isEmpty();

    new Watermarks(store).record(Watermarks.AUDIT, NOON.plusSeconds(600));
    assertThat(memory.end()).as("those of windows are others").isEmpty();
    memory.keep(NOON);
    memory.keep(NOON.minusSeconds(60));

    assertThat(memory.end()).hasValue(NOON);
  }
}
