package io.meterhouse.ratingengine.audit;

import io.meterhouse.kit.audit.AuditSchedule;
import io.meterhouse.kit.audit.PeriodAudit;
import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.usagestore.AcceptedSlice;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An audit of items for whoever is not there: what it found is counted and logged. */
public final class ReportedRatingAudit implements PeriodAudit {

  /** How {@link AuditSchedule} speaks of it. */
  public static final AuditSchedule.Subject SUBJECT =
      new AuditSchedule.Subject("rating-audit", "meterhouse.rating.audit", "items");

  private static final Logger LOG = LoggerFactory.getLogger(ReportedRatingAudit.class);
  private static final int MAX_LOGGED = 100;

  private final RatingAudit audit;
  private final Counts items;
  private final Counts notChecked;
  private final Counts differences;

  public ReportedRatingAudit(RatingAudit audit, Metrics metrics) {
    this.audit = audit;
    items = metrics.counts("meterhouse.rating.audit.items", "items that were checked");
    notChecked =
        metrics.counts(
            "meterhouse.rating.audit.items.not.checked",
            "items that were not checked; no later audit does it by itself");
    differences =
        metrics.counts(
            "meterhouse.rating.audit.differences", "differences that were found", "kind");
    Stream.of(RatingDifference.Kind.values()).forEach(kind -> differences.add(0, label(kind)));
  }

  @Override
  public Instant settled() {
    return audit.settled();
  }

  @Override
  public Found run(Instant from, Instant to, BooleanSupplier stopping) {
    RatingAuditReport report = audit.run(new AcceptedSlice(from, to, null), stopping);
    items.add(report.items());
    notChecked.add(report.passedOver() + report.undecided());
    report.found().forEach((kind, number) -> differences.add(number, label(kind)));
    log(report);
    return new Found(to, report.differencesFound());
  }

  private static void log(RatingAuditReport report) {
    if (report.passedOver() + report.undecided() > 0) {
      LOG.warn(
          "audit of {} to {}: not checked are {} of meters that are not in the catalogue, or of no tenant, and {} items that were being rated",
          report.period().from(),
          report.period().to(),
          report.passedOver(),
          report.undecided());
    }
    if (report.isClean()) {
      LOG.info(
          "audit of {} to {}: {} items, nothing differs",
          report.period().from(),
          report.period().to(),
          report.items());
      return;
    }
    LOG.error(
        "audit of {} to {}: {} differences of items",
        report.period().from(),
        report.period().to(),
        report.differencesFound());
    report.differences().stream()
        .limit(MAX_LOGGED)
        .forEach(difference -> LOG.error("audit: {}", difference));
  }

  private static String label(RatingDifference.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
