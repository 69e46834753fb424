package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.kit.audit.AuditSchedule;
import io.meterhouse.kit.audit.PeriodAudit;
import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An audit for whoever is not there: what it found is counted and logged. */
public final class ReportedAudit implements PeriodAudit {

  /** How {@link AuditSchedule} speaks of it. */
  public static final AuditSchedule.Subject SUBJECT =
      new AuditSchedule.Subject("audit", "meterhouse.audit", "windows and of the ledger");

  private static final Logger LOG = LoggerFactory.getLogger(ReportedAudit.class);
  private static final int MAX_LOGGED = 100;

  private final Audit audit;
  private final Counts windows;
  private final Counts differences;

  public ReportedAudit(Audit audit, Metrics metrics) {
    this.audit = audit;
    windows = metrics.counts("meterhouse.audit.windows", "windows that were folded again");
    differences =
        metrics.counts("meterhouse.audit.differences", "differences that were found", "promise");
    Stream.of(Difference.Kind.values()).forEach(kind -> differences.add(0, kind.promise()));
  }

  @Override
  public Instant settled() {
    return audit.settled();
  }

  @Override
  public Found run(Instant from, Instant to, BooleanSupplier stopping) {
    AuditReport report = audit.run(new AuditPeriod(from, to, null), stopping);
    windows.add(report.windows());
    report.found().forEach((promise, number) -> differences.add(number, promise));
    log(report);
    return new Found(report.period().to(), report.differencesFound());
  }

  private static void log(AuditReport report) {
    if (report.isClean()) {
      LOG.info(
          "audit of {} to {}: {} windows and {} ledger rows, nothing differs",
          report.period().from(),
          report.period().to(),
          report.windows(),
          report.ledgerRows());
      return;
    }
    LOG.error(
        "audit of {} to {}: {} differences",
        report.period().from(),
        report.period().to(),
        report.differencesFound());
    report.differences().stream()
        .limit(MAX_LOGGED)
        .forEach(difference -> LOG.error("audit: {}", difference));
  }
}
