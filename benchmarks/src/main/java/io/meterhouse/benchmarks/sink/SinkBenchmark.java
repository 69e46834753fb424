package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.Profiler;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Runs the phases of a plan, round by round, and holds every one of them to its rows. */
final class SinkBenchmark {

  static final List<SinkTable> TABLES = List.of(SinkTable.EVENTS, SinkTable.AGGREGATES);

  /** For the record only: the phases of the warm-up and of the profile count for nothing. */
  private static final int NO_ROUND = 0;

  private static final String OURS = "bench_sink";
  private static final String FROM_FILE = "bench_file";

  private final SinkPlan plan;
  private final SinkRig rig;
  private final Consumer<String> progress;
  private final Map<Topic, RowFile> files = new EnumMap<>(Topic.class);
  private final Map<Topic, String> sums = new EnumMap<>(Topic.class);
  private final List<Phase> phases = new ArrayList<>();
  private int runs;

  private SinkBenchmark(SinkPlan plan, SinkRig rig, Consumer<String> progress) {
    this.plan = plan;
    this.rig = rig;
    this.progress = progress;
  }

  /** With filled topics, and with the files that a first, uncounted run of the sinks gives. */
  static SinkBenchmark warmedUp(
      SinkPlan plan, SinkRig rig, InstantSource clock, Consumer<String> progress) {
    progress.accept("filling the topics");
    rig.fill(plan, clock);
    SinkBenchmark benchmark = new SinkBenchmark(plan, rig, progress);
    for (SinkTable table : TABLES) {
      benchmark.warmUp(table);
    }
    return benchmark;
  }

  private void warmUp(SinkTable table) {
    try (UsageStore store = rig.freshStore(OURS)) {
      SinkRun run = run(store, table);
      sums.put(table.topic(), sum(OURS, table));
      RowFile file =
          RowFile.of(
              rig.database(), OURS, table, run.batches(), rig.folder(table.table() + ".rows"));
      files.put(table.topic(), file);
      tell(run.phase(table.sinkPhase(), NO_ROUND));
    }
    rig.drop(OURS);
    tell(fromFile(table, NO_ROUND));
  }

  /** Every phase of every round, in the order of the run. */
  List<Phase> run() {
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept("round " + round + " of " + plan.rounds());
      for (SinkTable table : TABLES) {
        // In turn, so that neither always has the other's garbage and merges behind it.
        if (round % 2 == 1) {
          measured(sink(table, round));
          measured(fromFile(table, round));
        } else {
          measured(fromFile(table, round));
          measured(sink(table, round));
        }
        if (plan.stored() > 0) {
          measured(beside(table, round));
        }
      }
    }
    return List.copyOf(phases);
  }

  /** Runs the sinks once more, with a flight recording of each in that folder. */
  void profile(Path folder) {
    Profiler profiler = new Profiler();
    for (SinkTable table : TABLES) {
      Path file = folder.resolve("sink-" + table.table() + ".jfr");
      progress.accept("recording " + file);
      profiler.over(file, () -> sink(table, NO_ROUND));
    }
  }

  private void measured(Phase phase) {
    phases.add(phase);
    tell(phase);
  }

  private void tell(Phase phase) {
    progress.accept("  %s: %.0f rows/s".formatted(phase.name(), phase.eventsPerSecond()));
  }

  private Phase sink(SinkTable table, int round) {
    try (UsageStore store = rig.freshStore(OURS)) {
      SinkRun run = run(store, table);
      requireSame(OURS, table);
      return run.phase(table.sinkPhase(), round);
    } finally {
      rig.drop(OURS);
    }
  }

  /** The sink, into a table that has many rows. */
  private Phase beside(SinkTable table, int round) {
    try (UsageStore store = rig.freshStore(OURS)) {
      progress.accept("  storing %,d rows".formatted(plan.stored()));
      fill(table);
      SinkRun run = run(store, table);
      requireSame(OURS, table);
      return run.phase(table.besidePhase(plan.stored()), round);
    } finally {
      rig.drop(OURS);
    }
  }

  private void fill(SinkTable table) {
    try (UsageStore _ = rig.freshStore(FROM_FILE)) {
      file(table).insertInto(rig.database(), FROM_FILE);
      StoredRows.put(rig.database(), FROM_FILE, OURS, table, plan.copies());
    } finally {
      rig.drop(FROM_FILE);
    }
  }

  private RowFile file(SinkTable table) {
    return Objects.requireNonNull(files.get(table.topic()));
  }

  private SinkRun run(UsageStore store, SinkTable table) {
    runs++;
    return SinkRun.over(rig, store, table, table.table() + "-" + runs, plan.rows());
  }

  private Phase fromFile(SinkTable table, int round) {
    RowFile file = file(table);
    try (UsageStore _ = rig.freshStore(FROM_FILE)) {
      Cost before = rig.cost();
      long began = System.nanoTime();
      file.insertInto(rig.database(), FROM_FILE);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      Cost cost = rig.cost().since(before);
      requireSame(FROM_FILE, table);
      return new Phase(
          table.filePhase(), round, file.rows().size(), plan.rows(), elapsed, null, cost);
    } finally {
      rig.drop(FROM_FILE);
    }
  }

  private void requireSame(String database, SinkTable table) {
    String sum = sum(database, table);
    if (!sum.equals(sums.get(table.topic()))) {
      throw new BenchmarkException(
          "%s.%s has other rows than the sink wrote first: %s (expected: %s)"
              .formatted(database, table.table(), sum, sums.get(table.topic())));
    }
  }

  /** Number and checksum of the rows, whatever their order, without what was stored before. */
  private String sum(String database, SinkTable table) {
    return rig.database()
        .ask(
            "SELECT count(), sum(cityHash64(toString(tuple(*)))) FROM %s.%s WHERE shard = %d"
                .formatted(database, table.table(), UniqueKey.ONLY_SHARD));
  }
}
