package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes, in whatever order, whoever dies and whatever moves: at the end every figure is
 * the fold of the unique events that are not void, of its shard and over all shards, and on the way
 * every published window is what its version says. {@code -Dmeterhouse.simulation.seeds=1-500} runs
 * those seeds, one number only that one.
 */
class PipelineSimulation {

  private static final int STEPS = 1_000;

  @TempDir Path directory;

  static LongStream seeds() {
    String[] range = System.getProperty("meterhouse.simulation.seeds", "1-10").split("-", 2);
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void shouldEndInTheFiguresOfAFoldInMemory(long seed) throws Exception {
    try (SimulatedPipeline pipeline = new SimulatedPipeline(directory)) {
      new SimulatedScenario(seed, pipeline).run(STEPS);
      assertLawOfVersions(pipeline);
      assertSame("last in the topic", lastByKey(pipeline), expected(pipeline));
      assertSame("newest in the table", newestByKey(pipeline), expected(pipeline));
      assertSame("over all shards", overShards(pipeline), ofOneShard(pipeline));
      assertThat(newestByKey(pipeline).keySet()).anyMatch(key -> key.getShard() > 0);
      assertEachAcceptedRecordCountedOnce(pipeline);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed %d; again: ./meterhouse simulate %d".formatted(seed, seed), e);
    }
  }

  private static void assertSame(
      String where, Map<AggregateKey, Aggregate> found, Map<AggregateKey, Aggregate> expected) {
    Set<AggregateKey> all = new HashSet<>(found.keySet());
    all.addAll(expected.keySet());
    all.removeIf(key -> Objects.equals(found.get(key), expected.get(key)));
    assertThat(all)
        .as(where)
        .extracting(
            key ->
                "%s: %s, should be %s"
                    .formatted(
                        TextFormat.printer().emittingSingleLine(true).printToString(key),
                        found.get(key),
                        expected.get(key)))
        .isEmpty();
  }

  private static Map<AggregateKey, Aggregate> expected(SimulatedPipeline pipeline) {
    return figures(SimulatedFold.ofShards(pipeline.unique, pipeline.catalog()));
  }

  private static Map<AggregateKey, Aggregate> ofOneShard(SimulatedPipeline pipeline) {
    return figures(SimulatedFold.ofOneShard(pipeline.unique, pipeline.catalog()));
  }

  private static Map<AggregateKey, Aggregate> figures(SimulatedFold fold) {
    Map<AggregateKey, Aggregate> figures = new HashMap<>();
    fold.windows().forEach((key, state) -> put(figures, key, state.aggregate()));
    return figures;
  }

  /** As readers fold the windows of a table: whatever shards they are in. */
  private static Map<AggregateKey, Aggregate> overShards(SimulatedPipeline pipeline)
      throws Exception {
    Map<AggregateKey, Aggregate> whole = new HashMap<>();
    newestByKey(pipeline)
        .forEach(
            (key, aggregate) -> {
              boolean isDeclared =
                  SimulatedFold.meter(pipeline.catalog(), key).orElseThrow().source()
                      == MeterSource.SNAPSHOTS;
              whole.merge(
                  key.toBuilder().clearShard().build(),
                  aggregate,
                  isDeclared ? Aggregate::superseded : Aggregate::merge);
            });
    return whole;
  }

  /** What is left of a compacted topic. */
  private static Map<AggregateKey, Aggregate> lastByKey(SimulatedPipeline pipeline)
      throws Exception {
    Map<AggregateKey, AggregateRecord> last = new HashMap<>();
    for (SimulatedLog.Entry entry : pipeline.aggregates.entries()) {
      AggregateRecord record = AggregateRecord.parseFrom(entry.value());
      last.put(record.getKey(), record);
    }
    return figures(pipeline, last);
  }

  /** What a table holds where the highest version wins. */
  private static Map<AggregateKey, Aggregate> newestByKey(SimulatedPipeline pipeline)
      throws Exception {
    return figures(pipeline, SimulatedFold.aggregates(pipeline.aggregates));
  }

  private static Map<AggregateKey, Aggregate> figures(
      SimulatedPipeline pipeline, Map<AggregateKey, AggregateRecord> records) {
    Map<AggregateKey, Aggregate> figures = new HashMap<>();
    records.forEach(
        (key, record) -> {
          if (SimulatedFold.counts(pipeline.catalog(), key)) {
            put(figures, key, WindowState.fromWire(record).aggregate());
          }
        });
    return figures;
  }

  /** A window without events is as good as none. */
  private static void put(
      Map<AggregateKey, Aggregate> figures, AggregateKey key, Aggregate aggregate) {
    if (aggregate.count() > 0) {
      figures.put(key, aggregate);
    }
  }

  private static void assertLawOfVersions(SimulatedPipeline pipeline) throws Exception {
    SimulatedFold fold = SimulatedFold.ofShards(pipeline.unique, pipeline.catalog());
    for (SimulatedLog.Entry entry : pipeline.aggregates.entries()) {
      AggregateRecord record = AggregateRecord.parseFrom(entry.value());
      if (SimulatedFold.counts(pipeline.catalog(), record.getKey())) {
        assertThat(WindowState.fromWire(record).aggregate())
            .as("%s at version %d", record.getKey(), record.getVersion())
            .isEqualTo(fold.window(record.getKey(), record.getVersion()).aggregate());
      }
    }
  }

  private static void assertEachAcceptedRecordCountedOnce(SimulatedPipeline pipeline)
      throws Exception {
    Map<String, LedgerRecord> newest = new HashMap<>();
    for (SimulatedLog.Entry entry : pipeline.ledger.entries()) {
      LedgerRecord record = LedgerRecord.parseFrom(entry.value());
      newest.put(
          record.getTenantId()
              + "/"
              + record.getAcceptedEpochMinute()
              + "/"
              + record.getPartition(),
          record);
    }
    assertThat(newest.values().stream().mapToLong(LedgerRecord::getAccepted).sum())
        .isEqualTo(pipeline.accepted.size());
    Set<String> identities = new HashSet<>();
    long unique = 0;
    for (SimulatedLog.Entry entry : pipeline.unique.entries()) {
      UsageRecord usage = UsageRecord.parseFrom(entry.value());
      if (!usage.hasVoid() && !usage.hasRecompute()) {
        unique++;
        assertThat(identities.add(usage.getTenantId() + "/" + usage.getId())).isTrue();
      }
    }
    assertThat(newest.values().stream().mapToLong(LedgerRecord::getUnique).sum()).isEqualTo(unique);
  }
}
