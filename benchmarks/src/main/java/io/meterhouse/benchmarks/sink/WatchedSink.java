package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sink of which is known how large its inserts were, to the thread that writes until it has
 * ended.
 *
 * @param <R> a row
 */
record WatchedSink<R>(Sink<R> sink, List<Integer> batches) implements Sink<R> {

  static <R> WatchedSink<R> of(Sink<R> sink) {
    return new WatchedSink<>(sink, new ArrayList<>());
  }

  @Override
  public String name() {
    return sink.name();
  }

  @Override
  public @Nullable R read(SinkRecord record) {
    return sink.read(record);
  }

  @Override
  public long bytes(R row) {
    return sink.bytes(row);
  }

  @Override
  public void gathered() {
    sink.gathered();
  }

  @Override
  public void write(List<R> rows) {
    sink.write(rows);
    if (!rows.isEmpty()) {
      batches.add(rows.size());
    }
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
