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
  private final Counts notChecked;
  private final Counts differences;

  public ReportedAudit(Audit audit, Metrics metrics) {
    this.audit = audit;
    windows = metrics.counts("meterhouse.audit.windows", "windows that were folded again");
    notChecked =
        metrics.counts(
            "meterhouse.audit.windows.not.checked",
            "windows that were not folded again; no later audit does it by itself");
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
    notChecked.add(report.passedOver() + report.undecided());
    report.found().forEach((promise, number) -> differences.add(number, promise));
    log(report);
    return new Found(report.period().to(), report.differencesFound());
  }

  private static void log(AuditReport report) {
    if (report.passedOver() + report.undecided() > 0) {
      LOG.warn(
          "audit of {} to {}: not checked are {} rows of windows whose meter, or its version, is not asked for or is being built, and {} windows with events whose position is not known",
          report.period().from(),
          report.period().to(),
          report.passedOver(),
          report.undecided());
    }
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
