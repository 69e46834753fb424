package io.meterhouse.aggregator.sink;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Latencies;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.Tracing;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sink whose inserts are counted, and are spans that point to the requests that the rows came
 * with.
 *
 * @param <R> a row
 */
public final class MeteredSink<R> implements Sink<R> {

  private final Sink<R> sink;
  private final Tracing tracing;
  private final Counts rows;
  private final Counts failures;
  private final Latencies inserts;

  /** Of what is read. */
  private Set<String> traces = new LinkedHashSet<>();

  /** Of what is written. */
  private Set<String> gathered = Set.of();

  private MeteredSink(Sink<R> sink, Telemetry telemetry) {
    this.sink = sink;
    this.tracing = telemetry.tracing();
    rows = telemetry.metrics().counts("meterhouse.sink.rows", "rows that are in", "sink");
    failures =
        telemetry
            .metrics()
            .counts(
                "meterhouse.sink.failures",
                "inserts that failed; each is tried again or split",
                "sink");
    inserts =
        telemetry
            .metrics()
            .latencies("meterhouse.sink.insert", "inserts, also failed ones", "sink");
  }

  /** That sink, counted. */
  public static <R> Sink<R> of(Sink<R> sink, Telemetry telemetry) {
    return new MeteredSink<>(sink, telemetry);
  }

  @Override
  public String name() {
    return sink.name();
  }

  @Override
  public @Nullable R read(SinkRecord record) {
    String traceparent = record.traceparent();
    if (traceparent != null && traces.size() < Tracing.MAX_LINKS) {
      traces.add(traceparent);
    }
    return sink.read(record);
  }

  @Override
  public long bytes(R row) {
    return sink.bytes(row);
  }

  @Override
  public void gathered() {
    gathered = traces;
    traces = new LinkedHashSet<>();
    sink.gathered();
  }

  @Override
  public void write(List<R> batch) {
    if (batch.isEmpty()) {
      sink.write(batch);
      return;
    }
    long began = System.nanoTime();
    try (Tracing.Work span = tracing.batch("insert " + name(), batch.size(), gathered)) {
      try {
        sink.write(batch);
      } catch (SinkWriteException e) {
        span.failed();
        failures.add(1, name());
        throw e;
      } finally {
        inserts.record(System.nanoTime() - began, name());
      }
    }
    rows.add(batch.size(), name());
  }

  @Override
  public void probe() {
    sink.probe();
  }

  @Override
  public String table(R row) {
    return sink.table(row);
  }

  @Override
  public RejectedRecord rejection(SinkRecord record, String reason) {
    return sink.rejection(record, reason);
  }
}
