package io.meterhouse.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {

  private final Metrics metrics = new Metrics(1);

  @Test
  void shouldNameThingsAsPrometheusWants() {
    metrics.counts("meterhouse.some.rows", "rows", "sink").add(3, "a");
    metrics.latencies("meterhouse.some.work", "work", "kind").record(2_000_000_000L, "b");
    metrics.gauge("meterhouse.some.bytes", "bytes", () -> 7);

    assertThat(metrics.scrape())
        .contains(
            "# HELP meterhouse_some_rows_total rows",
            "# TYPE meterhouse_some_rows_total counter",
            "meterhouse_some_rows_total{sink=\"a\"} 3.0",
            "# TYPE meterhouse_some_work_seconds histogram",
            "meterhouse_some_work_seconds_bucket{kind=\"b\",le=\"1.0\"} 0",
            "meterhouse_some_work_seconds_bucket{kind=\"b\",le=\"2.5\"} 1",
            "meterhouse_some_work_seconds_sum{kind=\"b\"} 2.0",
            "meterhouse_some_bytes 7.0");
  }

  @Test
  void shouldRefuseLabelsThatWereNotDeclared() {
    Counts counts = metrics.counts("meterhouse.some.rows", "rows", "sink");
    assertThatThrownBy(() -> counts.add(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 values (expected: sink)");
  }
}
