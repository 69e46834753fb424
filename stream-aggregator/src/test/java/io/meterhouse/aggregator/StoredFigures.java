package io.meterhouse.aggregator;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.CalendarWindow;
import io.meterhouse.usagestore.LedgerReader;
import io.meterhouse.usagestore.LedgerTotals;
import io.meterhouse.usagestore.UsageQuery;
import io.meterhouse.usagestore.UsageReader;
import io.meterhouse.usagestore.UsageRow;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What ClickHouse answers. */
public final class StoredFigures {

  private static final Instant FROM = Usage.NOON.minus(Duration.ofDays(1));
  private static final Instant TO = Usage.NOON.plus(Duration.ofDays(1));

  private final UsageReader usage;
  private final LedgerReader ledger;
  private final Watermarks watermarks;

  public StoredFigures(UsageStore store) {
    this.usage = new UsageReader(store);
    this.ledger = new LedgerReader(store);
    this.watermarks = new Watermarks(store);
  }

  public Map<Oracle.Cell, BigDecimal> cells(List<Meter> meters, Collection<String> tenants) {
    Map<Oracle.Cell, BigDecimal> cells = new HashMap<>();
    for (Meter meter : meters) {
      for (String tenant : tenants) {
        UsageQuery query =
            UsageQuery.of(TenantId.of(tenant), meter, FROM, TO)
                .inWindows(CalendarWindow.MINUTE, ZoneOffset.UTC)
                .groupedBySubject()
                .groupedBy(List.copyOf(meter.dimensions().keySet()));
        for (UsageRow row : usage.usage(query).rows()) {
          cells.put(
              new Oracle.Cell(
                  tenant,
                  meter.code(),
                  String.valueOf(row.subject()),
                  row.dimensions(),
                  row.windowStart(),
                  null),
              row.value());
        }
      }
    }
    return cells;
  }

  public BigDecimal total(TenantId tenant, Meter meter) {
    return usage
        .usage(UsageQuery.of(tenant, meter, FROM.minusSeconds(43_200), TO.plusSeconds(43_200)))
        .rows()
        .getFirst()
        .value();
  }

  public Oracle.Counts ledger(String tenant) {
    LedgerTotals totals = ledger.totals(TenantId.of(tenant));
    return new Oracle.Counts(
        totals.accepted(), totals.unique(), totals.duplicates(), totals.rejected());
  }

  public long events(String tenant) {
    return ledger.storedEvents(TenantId.of(tenant));
  }

  public Instant watermark() {
    return watermarks.read(Watermarks.USAGE).orElse(Instant.EPOCH);
  }
}
