package io.meterhouse.ratingengine.clickhouse;

import io.meterhouse.kit.audit.AuditMemory;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import java.util.Optional;

/** A watermark of its own in ClickHouse. */
public final class StoreAuditMemory implements AuditMemory {

  private final Watermarks watermarks;

  /** Over a store that is migrated. */
  public StoreAuditMemory(UsageStore store) {
    this.watermarks = new Watermarks(store);
  }

  @Override
  public Optional<Instant> end() {
    return StoreAudit.get(() -> watermarks.read(Watermarks.RATING_AUDIT));
  }

  @Override
  public void keep(Instant end) {
    StoreAudit.run(() -> watermarks.record(Watermarks.RATING_AUDIT, end));
  }
}
