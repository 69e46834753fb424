package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.kit.audit.AuditMemory;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import java.util.Optional;

/** A watermark of its own in ClickHouse. */
public final class StoredAuditMemory implements AuditMemory {

  private final Watermarks watermarks;

  public StoredAuditMemory(UsageStore store) {
    this.watermarks = new Watermarks(store);
  }

  @Override
  public Optional<Instant> end() {
    return StoredAudit.get(() -> watermarks.read(Watermarks.AUDIT));
  }

  @Override
  public void keep(Instant end) {
    StoredAudit.run(() -> watermarks.record(Watermarks.AUDIT, end));
  }
}
