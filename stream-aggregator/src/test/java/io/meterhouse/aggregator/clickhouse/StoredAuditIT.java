package io.meterhouse.aggregator.clickhouse;

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
class StoredAuditIT {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final UsageStore store;
  private final StoredAudit audit;

  StoredAuditIT(EngineAddresses engines) {
    store =
        UsageStore.openMigrated(
            new ClickHouseStoreConfig(
                engines.clickHouseUrl(), engines.freshName("stored_audit"), "default", ""));
    audit = new StoredAudit(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Ledger and windows are stored by sinks of their own, and either may be the later one. */
  @Test
  void shouldCallSettledWhatIsBothInTheLedgerAndInTheWindows() {
    Watermarks watermarks = new Watermarks(store);
    assertThat(audit.watermark()).isEmpty();

    watermarks.record(Watermarks.USAGE, NOON.plusSeconds(20));
    assertThat(audit.watermark()).isEmpty();

    watermarks.record(Watermarks.LEDGER, NOON);
    assertThat(audit.watermark()).hasValue(NOON);

    watermarks.record(Watermarks.LEDGER, NOON.plusSeconds(30));
    assertThat(audit.watermark()).hasValue(NOON.plusSeconds(20));
  }

  @Test
  void shouldRememberHowFarAuditsAreAndNeverGoBack() {
    StoredAuditMemory memory = new StoredAuditMemory(store);
    assertThat(memory.end()).isEmpty();

    new Watermarks(store).record(Watermarks.RATING_AUDIT, NOON.plusSeconds(600));
    assertThat(memory.end()).as("those of items are others").isEmpty();
    memory.keep(NOON);
    memory.keep(NOON.minusSeconds(60));

    assertThat(memory.end()).hasValue(NOON);
  }
}
