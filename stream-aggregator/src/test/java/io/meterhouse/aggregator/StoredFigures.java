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
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What ClickHouse answers. */
public final class StoredFigures {

  private final Instant from;
  private final Instant to;
  private final UsageReader usage;
  private final LedgerReader ledger;
  private final Watermarks watermarks;

  public StoredFigures(UsageStore store) {
    this(store, Usage.NOON);
  }

  /** Of the days around that time. */
  public StoredFigures(UsageStore store, Instant around) {
    Instant day = around.truncatedTo(ChronoUnit.DAYS);
    this.from = day.minus(Duration.ofDays(1));
    this.to = day.plus(Duration.ofDays(2));
    this.usage = new UsageReader(store);
    this.ledger = new LedgerReader(store);
    this.watermarks = new Watermarks(store);
  }

  public Map<Oracle.Cell, BigDecimal> cells(List<Meter> meters, Collection<String> tenants) {
    Map<Oracle.Cell, BigDecimal> cells = new HashMap<>();
    for (Meter meter : meters) {
      for (String tenant : tenants) {
        UsageQuery query =
            UsageQuery.of(TenantId.of(tenant), meter, from, to)
                .inWindows(CalendarWindow.valueOf(meter.windowSize().name()), ZoneOffset.UTC)
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
    return usage.usage(UsageQuery.of(tenant, meter, from, to)).rows().getFirst().value();
  }

  public Oracle.Counts ledger(String tenant) {
    LedgerTotals totals = ledger.totals(TenantId.of(tenant));
    return new Oracle.Counts(
        totals.accepted(), totals.unique(), totals.duplicates(), totals.rejected());
  }

  public long events(String tenant) {
    return ledger.storedEvents(TenantId.of(tenant));
  }

  public Instant ledgerWatermark() {
    return watermarks.read(Watermarks.LEDGER).orElse(Instant.EPOCH);
  }

  public Instant watermark() {
    return watermarks.read(Watermarks.USAGE).orElse(Instant.EPOCH);
  }
}
