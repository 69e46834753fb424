package io.meterhouse.query.clickhouse;

import io.meterhouse.metering.TenantId;
import io.meterhouse.query.Usage;
import io.meterhouse.usagestore.LedgerReader;
import io.meterhouse.usagestore.LedgerTotals;
import io.meterhouse.usagestore.RejectionCursor;
import io.meterhouse.usagestore.RejectionPage;
import io.meterhouse.usagestore.RejectionReader;
import io.meterhouse.usagestore.UsagePage;
import io.meterhouse.usagestore.UsageQuery;
import io.meterhouse.usagestore.UsageReader;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the usage store. Safe for use by several threads. */
public final class StoredUsage implements Usage {

  private final UsageReader usage;
  private final LedgerReader ledger;
  private final RejectionReader rejections;
  private final Watermarks watermarks;

  /** Over a store that is migrated. */
  public StoredUsage(UsageStore store) {
    this.usage = new UsageReader(store);
    this.ledger = new LedgerReader(store);
    this.rejections = new RejectionReader(store);
    this.watermarks = new Watermarks(store);
  }

  @Override
  public Optional<Instant> watermark() {
    return StoreCalls.ask(() -> watermarks.read(Watermarks.USAGE));
  }

  @Override
  public Optional<Instant> ledgerWatermark() {
    return StoreCalls.ask(() -> watermarks.read(Watermarks.LEDGER));
  }

  @Override
  public UsagePage usage(UsageQuery query) {
    return StoreCalls.ask(() -> usage.usage(query));
  }

  @Override
  public LedgerTotals ledger(TenantId tenant) {
    return StoreCalls.ask(() -> ledger.totals(tenant));
  }

  @Override
  public long storedEvents(TenantId tenant) {
    return StoreCalls.ask(() -> ledger.storedEvents(tenant));
  }

  @Override
  public RejectionPage rejections(
      @Nullable TenantId tenant, @Nullable RejectionCursor after, int limit) {
    return StoreCalls.ask(
        () ->
            tenant == null
                ? rejections.pageWithoutTenant(after, limit)
                : rejections.page(tenant, after, limit));
  }
}
