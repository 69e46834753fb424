package io.meterhouse.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.Tracing;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MeteredSinkTest {

  @RegisterExtension
  private final OpenTelemetryExtension openTelemetry = OpenTelemetryExtension.create();

  private final Telemetry telemetry = Telemetry.with(new Tracing(openTelemetry.getOpenTelemetry()));
  private final List<String> stored = new ArrayList<>();
  private boolean away;

  private final Sink<String> sink =
      MeteredSink.of(
          new Sink<>() {
            @Override
            public String name() {
              return "fake";
            }

            @Override
            public String read(SinkRecord record) {
              return record.value().toStringUtf8();
            }

            @Override
            public void write(List<String> rows) {
              if (away) {
                throw new SinkWriteException("away", true, new IllegalStateException("away"));
              }
              stored.addAll(rows);
            }

            @Override
            public void probe() {}

            @Override
            public RejectedRecord rejection(SinkRecord record, String reason) {
              return RejectedRecord.getDefaultInstance();
            }
          },
          telemetry);

  @Test
  void shouldCountRowsThatAreInAndInsertsThatFail() {
    String row = sink.read(record("not a trace"));
    sink.write(List.of(row, row));
    away = true;
    assertThatThrownBy(() -> sink.write(List.of(row))).isInstanceOf(SinkWriteException.class);

    assertThat(stored).containsExactly("row", "row");
    assertThat(telemetry.metrics().scrape())
        .contains(
            "meterhouse_sink_rows_total{sink=\"fake\"} 2.0",
            "meterhouse_sink_failures_total{sink=\"fake\"} 1.0",
            "meterhouse_sink_insert_seconds_count{sink=\"fake\"} 2");
  }

  @Test
  void shouldPointFromAnInsertToTheRequestsOfItsRowsAlone() {
    sink.read(record(trace(1)));
    sink.gathered();
    // Of the next batch, which is read while this one is written.
    sink.read(record(trace(2)));
    sink.write(List.of("a"));
    sink.write(List.of("a"));
    sink.gathered();
    sink.write(List.of("b"));

    assertThat(openTelemetry.getSpans())
        .extracting(span -> span.getLinks().getFirst().getSpanContext().getTraceId())
        .containsExactly("%032x".formatted(1), "%032x".formatted(1), "%032x".formatted(2));
    assertThat(openTelemetry.getSpans()).allSatisfy(span -> assertThat(span.getLinks()).hasSize(1));
  }

  private static String trace(int number) {
    return "00-%032x-b7ad6b7169203331-01".formatted(number);
  }

  private static SinkRecord record(String traceparent) {
    return new SinkRecord(
        0, 1, Instant.EPOCH, ByteString.EMPTY, ByteString.copyFromUtf8("row"), traceparent);
  }
}
