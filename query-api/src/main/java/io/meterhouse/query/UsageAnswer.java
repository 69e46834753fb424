package io.meterhouse.query;

import io.meterhouse.usagestore.UsagePage;
import io.meterhouse.usagestore.UsageRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Usage as the API shows it.
 *
 * @param windowSize null: the whole period is one
 * @param watermark every event accepted before it is in the rows; null as long as it is not known
 */
public record UsageAnswer(
    String meter,
    Instant from,
    Instant to,
    @Nullable String windowSize,
    String timeZone,
    @Nullable String unit,
    @Nullable Instant watermark,
    List<Row> rows,
    @Nullable String nextPageToken) {

  /**
   * One figure.
   *
   * @param subject null: subjects are folded
   * @param value decimal; null where there was nothing to take the smallest, largest or latest of
   */
  public record Row(
      Instant windowStart,
      Instant windowEnd,
      String tenantId,
      @Nullable String subject,
      SortedMap<String, String> dimensions,
      @Nullable String value) {}

  /** The answer to the question that the page was read for. */
  public static UsageAnswer of(
      UsageQuestion question, UsagePage page, @Nullable Instant watermark) {
    List<Row> rows = page.rows().stream().map(UsageAnswer::row).toList();
    if (rows.isEmpty() && isOneFigure(question)) {
      rows = List.of(nothing(question));
    }
    return new UsageAnswer(
        question.meter().code(),
        question.from(),
        question.to(),
        question.window() == null ? null : question.window().name(),
        question.zone().getId(),
        question.meter().unit().isEmpty() ? null : question.meter().unit(),
        watermark,
        rows,
        page.next() == null
            ? null
            : question.page().token(question.scope(), List.of(page.next().token())));
  }

  private static Row row(UsageRow row) {
    return new Row(
        row.windowStart(),
        row.windowEnd(),
        row.tenant().value(),
        row.subject(),
        row.dimensions(),
        row.value().toPlainString());
  }

  /** Whoever asks for one figure gets one, also of nothing. */
  private static boolean isOneFigure(UsageQuestion question) {
    return question.window() == null
        && !question.bySubject()
        && question.dimensions().isEmpty()
        && question.page().token() == null;
  }

  private static Row nothing(UsageQuestion question) {
    String value =
        switch (question.meter().aggregation()) {
          case COUNT, SUM, UNIQUE_COUNT -> BigDecimal.ZERO.toPlainString();
          case MIN, MAX, LATEST, AVG -> null;
        };
    return new Row(
        question.from(),
        question.to(),
        question.tenant().value(),
        question.subject(),
        new TreeMap<>(),
        value);
  }
}
