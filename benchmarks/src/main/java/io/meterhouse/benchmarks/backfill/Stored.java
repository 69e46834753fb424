package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.engines.Database;
import io.meterhouse.benchmarks.usage.PlatformMeters;
import java.time.Instant;

/**
 * What ClickHouse holds, as readers see it. Of one thread.
 *
 * @param name of the database
 */
record Stored(Database database, String name) {

  /** A stretch of event time, half-open. */
  record Span(Instant from, Instant to) {

    String of(String column) {
      return "%s >= fromUnixTimestamp(%d) AND %s < fromUnixTimestamp(%d)"
          .formatted(column, from.getEpochSecond(), column, to.getEpochSecond());
    }
  }

  /**
   * Holds windows and raw events to what was sent: a pipeline that loses events or counts them
   * twice would be fast for nothing.
   *
   * @param unique events that happened then
   */
  void require(Span span, long unique) {
    String events =
        database.ask(
            "SELECT count() FROM %s.usage_events FINAL WHERE %s".formatted(name, span.of("time")));
    if (!events.equals(Long.toString(unique))) {
      throw new BenchmarkException(
          "usage_events holds %s events (expected: %d)".formatted(events, unique));
    }
    String windows = windows(span);
    String expected = expected(span);
    if (!windows.equals(expected)) {
      throw new BenchmarkException(
          "usage_aggregates counts and sums %s (expected: %s)"
              .formatted(inLine(windows), inLine(expected)));
    }
  }

  /** Meter, count and sum; the count is no sum of anything. */
  private String windows(Span span) {
    return database.ask(
        """
        SELECT meter, sum(count), if(meter = '%s', 0, toInt64(sum(sum)))
        FROM %s.usage_aggregates FINAL WHERE count > 0 AND %s
        GROUP BY meter ORDER BY meter\
        """
            .formatted(PlatformMeters.COUNTING, name, span.of("window_start")));
  }

  /** The same of the raw events, by ClickHouse's own means. */
  private String expected(Span span) {
    return database.ask(
        """
        SELECT meter, count(), sum(if(field = '', 0, JSONExtractInt(data, field)))
        FROM (SELECT data FROM %s.usage_events FINAL WHERE %s)
        ARRAY JOIN %s AS meter, %s AS field
        GROUP BY meter ORDER BY meter\
        """
            .formatted(
                name,
                span.of("time"),
                "['llm_context_tokens', 'llm_generated_tokens', 'llm_requests']",
                "['context_tokens', 'generated_tokens', '']"));
  }

  /** Windows with usage. */
  long windowsOf(Span span) {
    return Long.parseLong(
        database.ask(
            "SELECT count() FROM %s.usage_aggregates FINAL WHERE count > 0 AND %s"
                .formatted(name, span.of("window_start"))));
  }

  /** That ClickHouse has read for whatever was asked since it started. */
  long rowsRead() {
    return Long.parseLong(
        database.ask("SELECT sum(value) FROM system.events WHERE event = 'SelectedRows'"));
  }

  private static String inLine(String lines) {
    return lines.replace('\n', ';').replace('\t', ' ');
  }
}
