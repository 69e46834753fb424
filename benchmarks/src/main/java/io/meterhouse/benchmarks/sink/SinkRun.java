package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.clickhouse.StoreSinks;
import io.meterhouse.aggregator.kafka.sink.SinkRunner;
import io.meterhouse.aggregator.sink.MeteredSink;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * One sink that carries its whole topic into a table, as the aggregator runs it.
 *
 * @param marks the begin, and the moment after each insert
 * @param batches rows of each insert
 */
record SinkRun(List<WatchedProgress.Mark> marks, List<Integer> batches) {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  SinkRun {
    marks = List.copyOf(marks);
    batches = List.copyOf(batches);
  }

  /**
   * @param name of the run: its state is its own
   * @param rows that are in the topic
   */
  static SinkRun over(SinkRig rig, UsageStore store, SinkTable table, String name, int rows) {
    Sink<?> sink = Objects.requireNonNull(StoreSinks.of(store).get(table.topic()));
    rig.forgetGroup(sink.name());
    WatchedSink<?> watched = WatchedSink.of(sink);
    WatchedProgress progress =
        new WatchedProgress(StoreSinks.progress(store), rig.ends(table.topic()), rig::cost);
    Path state = rig.folder("sink-" + name);
    SinkRun run;
    try (SinkRunner runner = new SinkRunner(rig.kafka(), state, rig.sessionTimeout())) {
      runner.start(MeteredSink.of(watched, rig.telemetry()), table.topic(), progress, rig.sinks());
      run = new SinkRun(progress.await(PATIENCE, runner::problem), watched.batches());
    }
    if (run.rows(run.batches.size()) != rows || run.marks.size() != run.batches.size() + 1) {
      throw new BenchmarkException(
          "the sink wrote inserts of %s rows and noted its progress %d times (expected: %d rows, each once, and a note for each insert)"
              .formatted(run.batches, run.marks.size() - 1, rows));
    }
    return run;
  }

  /**
   * Up to the last insert but one: behind the last row comes nothing, so the last insert waits in
   * vain for more until its time is over.
   */
  Phase phase(String name, int round) {
    int inserts = Math.max(1, batches.size() - 1);
    WatchedProgress.Mark begin = marks.getFirst();
    WatchedProgress.Mark end = marks.get(inserts);
    return new Phase(
        name,
        round,
        inserts,
        rows(inserts),
        Duration.ofNanos(end.nanos() - begin.nanos()),
        null,
        end.cost().since(begin.cost()));
  }

  private long rows(int inserts) {
    return batches.stream().limit(inserts).mapToLong(Integer::longValue).sum();
  }
}
