package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.LedgerTotals;
import io.meterhouse.usagestore.RejectionCursor;
import io.meterhouse.usagestore.RejectionPage;
import io.meterhouse.usagestore.UsagePage;
import io.meterhouse.usagestore.UsageQuery;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was used. Every method throws an {@link io.meterhouse.kit.http.ApiException} with 503 where
 * the store is away or slow.
 */
public interface Usage {

  /**
   * Every event accepted before it is in the figures that are read from then on. The ledger and
   * what was refused come another way and may be behind it.
   */
  Optional<Instant> watermark();

  /** Every event accepted before it is in the ledger that is read from then on. */
  Optional<Instant> ledgerWatermark();

  /** The rows of a page. */
  UsagePage usage(UsageQuery query);

  /** What became of everything that the tenant sent. */
  LedgerTotals ledger(TenantId tenant);

  /** Unique events and snapshots in the analysts' table. */
  long storedEvents(TenantId tenant);

  /**
   * What was refused, the latest first.
   *
   * @param tenant null: of what names none, because it could not be decoded
   */
  RejectionPage rejections(@Nullable TenantId tenant, @Nullable RejectionCursor after, int limit);
}
