package io.meterhouse.query;

import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.TimeTexts;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.CalendarWindow;
import io.meterhouse.usagestore.UsageCursor;
import io.meterhouse.usagestore.UsagePage;
import io.meterhouse.usagestore.UsageQuery;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The commercial operations API's question for the snapshots in force, day by day.
 *
 * @param from first day
 * @param to last day, included
 */
public record SnapshotQuestion(
    TenantId tenant,
    String metricCode,
    LocalDate from,
    LocalDate to,
    @Nullable String subject,
    PageRequest page) {

  /** The value in force of a day. */
  public record Item(
      String tenantId,
      String metricCode,
      BigDecimal metricValue,
      LocalDate usageDate,
      @Nullable String subject) {}

  /**
   * @throws ApiException 400 with every problem
   */
  public static SnapshotQuestion read(QueryParams params, Paging paging) {
    TenantId tenant = params.tenant("tenant_id");
    String metric = params.required("metric_code", Texts::line);
    LocalDate from = params.required("from", TimeTexts::date);
    LocalDate to = params.required("to", TimeTexts::date);
    if (from != null && to != null && to.isBefore(from)) {
      params.problem("to", "%s (expected: not before from, %s)".formatted(to, from));
    }
    String subject = params.as("subject", Texts::line);
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    return new SnapshotQuestion(
        Objects.requireNonNull(tenant),
        Objects.requireNonNull(metric),
        Objects.requireNonNull(from),
        Objects.requireNonNull(to),
        subject,
        page);
  }

  /**
   * The question as the store reads it.
   *
   * @throws ApiException 400 where the meter counts events; for a page token of another question
   */
  public UsageQuery toQuery(Meter meter) {
    if (meter.source() != MeterSource.SNAPSHOTS) {
      throw ApiException.invalidField(
          "metric_code",
          "%s counts events (expected: a meter with source snapshots); its usage is at"
                  .formatted(metricCode)
              + " /api/v1/meters/%s/query".formatted(metricCode));
    }
    return UsageQuery.of(
            tenant,
            latest(meter),
            from.atStartOfDay(ZoneOffset.UTC).toInstant(),
            to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
        .inWindows(CalendarWindow.DAY, ZoneOffset.UTC)
        .groupedBySubject()
        .ofSubjects(subject == null ? List.of() : List.of(subject))
        .page(page.size(), page.after(scope(), UsageCursor::parse));
  }

  /** The rows as that API shows them. */
  public List<Item> items(UsagePage read) {
    return read.rows().stream()
        .map(
            row ->
                new Item(
                    row.tenant().value(),
                    metricCode,
                    row.value(),
                    LocalDate.ofInstant(row.windowStart(), ZoneOffset.UTC),
                    row.subject() == null || row.subject().isEmpty() ? null : row.subject()))
        .toList();
  }

  /** Null on the last page. */
  public @Nullable String nextPageToken(UsagePage read) {
    UsageCursor next = read.next();
    return next == null ? null : page.token(scope(), List.of(next.token()));
  }

  private List<String> scope() {
    return List.of(
        "snapshots",
        tenant.value(),
        metricCode,
        from.toString(),
        to.toString(),
        String.valueOf(subject));
  }

  /** What was declared, whatever the meter makes of several days. */
  private static Meter latest(Meter meter) {
    return new Meter(
        meter.tenant(),
        meter.code(),
        meter.version(),
        meter.name(),
        meter.eventType(),
        Aggregation.LATEST,
        null,
        meter.dimensions(),
        meter.filters(),
        meter.unit(),
        meter.windowSize(),
        meter.source(),
        meter.createdAt());
  }
}
