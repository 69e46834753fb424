package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.recompute.BuildPlace;
import io.meterhouse.aggregator.recompute.MeterBuildWork;
import io.meterhouse.aggregator.recompute.RecomputeBatch;
import io.meterhouse.aggregator.recompute.RecomputeOutcome;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.Recomputed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one recompute worker of a group on tables that lag behind, a piece at a time.
 * What it wrote and where the group is then are one transaction; whatever else it knows is gone
 * when it dies, or when partitions come or go.
 */
final class SimulatedWorker {

  /** What workers read and write, and where they are together. */
  static final class Group {

    final SimulatedTopic scopes;
    final SimulatedTopic builds;
    final SimulatedTopic unique;
    final SimulatedTopic aggregates;
    final SimulatedTopic answers;
    final SimulatedTables tables;
    final Map<Integer, Integer> scopesDone = new HashMap<>();
    final Map<Integer, Integer> buildsDone = new HashMap<>();
    final Map<Integer, String> buildPlaces = new HashMap<>();

    Group(
        SimulatedTopic scopes,
        SimulatedTopic builds,
        SimulatedTopic unique,
        SimulatedTopic aggregates,
        SimulatedTopic answers,
        SimulatedTables tables) {
      this.scopes = scopes;
      this.builds = builds;
      this.unique = unique;
      this.aggregates = aggregates;
      this.answers = answers;
      this.tables = tables;
    }
  }

  private final Group group;
  private final Supplier<MeterCatalog> catalog;
  private List<Integer> partitions = List.of();

  /** What it has in hand, and where the group is when it is done. */
  private @Nullable RecomputeBatch batch;

  private Map<Integer, Integer> batchEnds = Map.of();
  private final Map<Integer, MeterBuildWork> works = new HashMap<>();

  SimulatedWorker(Group group, Supplier<MeterCatalog> catalog) {
    this.group = group;
    this.catalog = catalog;
  }

  /** It begins again where the group is, with these partitions. */
  void assign(List<Integer> assigned) {
    partitions = List.copyOf(assigned);
    batch = null;
    works.clear();
  }

  void crash() {
    assign(partitions);
  }

  /** Takes up to so many scopes together, and carries out so many pieces of them. */
  boolean scopes(int atMost, int pieces) throws Exception {
    RecomputeBatch now = batch == null ? taken(atMost) : batch;
    batch = now;
    if (now == null) {
      return false;
    }
    Map<Integer, Long> reached =
        now.cuts().keySet().stream()
            .collect(Collectors.toMap(each -> each, group.tables.store::storedUpTo));
    if (!now.isStored(reached)) {
      return false;
    }
    for (int i = 0; i < pieces && !now.isDone(); i++) {
      write(now.next(catalog.get(), group.tables.store, reached));
      now.taken();
      // The raw table goes on meanwhile, beyond what the batch folds.
      group.tables.advanceRaw();
    }
    if (now.isDone()) {
      group.scopesDone.putAll(batchEnds);
      batch = null;
    }
    return true;
  }

  private @Nullable RecomputeBatch taken(int atMost) throws Exception {
    List<RecomputeScope> taken = new ArrayList<>();
    batchEnds = new HashMap<>();
    for (int partition : partitions) {
      SimulatedLog scopes = group.scopes.partition(partition);
      int next = group.scopesDone.getOrDefault(partition, 0);
      for (; next < scopes.size() && taken.size() < atMost; next++) {
        taken.add(RecomputeScope.parseFrom(scopes.get(next).value()));
        batchEnds.put(partition, next + 1);
      }
    }
    return taken.isEmpty() ? null : RecomputeBatch.of(taken);
  }

  /** So many pieces of the next build of each partition; scopes that are in hand go before it. */
  boolean builds(int pieces) throws Exception {
    boolean isWorking = false;
    for (int partition : partitions) {
      isWorking |= batch == null && build(partition, pieces);
    }
    return isWorking;
  }

  private boolean build(int partition, int pieces) throws Exception {
    SimulatedLog builds = group.builds.partition(partition);
    int next = group.buildsDone.getOrDefault(partition, 0);
    if (next == builds.size()) {
      return false;
    }
    MeterBuildWork now = works.get(partition);
    if (now == null) {
      now =
          new MeterBuildWork(
              MeterBuild.parseFrom(builds.get(next).value()),
              BuildPlace.fromText(group.buildPlaces.getOrDefault(partition, "")),
              key -> group.unique.partitionOf(key.toBytes()));
      works.put(partition, now);
    }
    if (now.cut() > group.tables.store.storedUpTo(partition)) {
      return false;
    }
    for (int i = 0; i < pieces && !now.place().sent(); i++) {
      MeterBuildWork.Part part = now.next(catalog.get(), group.tables.store);
      write(part.outcome());
      now.taken(part);
      group.buildPlaces.put(partition, now.place().toText());
    }
    if (now.place().sent()) {
      group.buildsDone.put(partition, next + 1);
      group.buildPlaces.remove(partition);
      works.remove(partition);
    }
    return true;
  }

  private void write(RecomputeOutcome outcome) {
    // Their order is that of a hash: it must not decide what comes of a seed.
    outcome.windows().stream()
        .sorted(
            Comparator.comparing(
                AggregateRecord::toByteString, ByteString.unsignedLexicographicalComparator()))
        .forEach(
            window ->
                group.aggregates.append(window.getKey().toByteArray(), window.toByteArray(), 0));
    SimulatedLog answers = group.answers.partition(outcome.partition());
    for (Recomputed answer : outcome.answers()) {
      answers.append(new byte[0], answer.toByteArray(), 0);
    }
    group.aggregates.mark();
    answers.mark();
  }
}
