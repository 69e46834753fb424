package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.SimulatedStore;
import io.meterhouse.aggregator.recompute.BuildPlace;
import io.meterhouse.aggregator.recompute.MeterBuildWork;
import io.meterhouse.aggregator.recompute.RecomputeBatch;
import io.meterhouse.aggregator.recompute.RecomputeOutcome;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of the recompute worker on tables that lag behind, a piece at a time. What it wrote
 * and where it is then are one transaction; whatever else it knows is gone when it dies.
 */
final class SimulatedWorker {

  private final SimulatedLog unique;
  private final SimulatedLog aggregates;
  private final SimulatedLog answers;
  private final Supplier<MeterCatalog> catalog;
  private final SimulatedStore store = new SimulatedStore();
  private int rawStored;
  private int windowsStored;

  /** The places of the group. */
  private int scopesDone;

  private int buildsDone;
  private String buildPlace = "";

  /** What it has in hand. */
  private @Nullable RecomputeBatch batch;

  private int batchEnd;
  private @Nullable MeterBuildWork work;

  SimulatedWorker(
      SimulatedLog unique,
      SimulatedLog aggregates,
      SimulatedLog answers,
      Supplier<MeterCatalog> catalog) {
    this.unique = unique;
    this.aggregates = aggregates;
    this.answers = answers;
    this.catalog = catalog;
  }

  /** The sinks come so much further: none of the rest, some of it, or all. */
  void sink(Random random) throws Exception {
    sinkTo(
        ahead(rawStored, unique.size(), random), ahead(windowsStored, aggregates.size(), random));
  }

  void sinkAll() throws Exception {
    sinkTo(unique.size(), aggregates.size());
  }

  private void sinkTo(int raw, int windows) throws Exception {
    for (; rawStored < raw; rawStored++) {
      SimulatedLog.Entry entry = unique.get(rawStored);
      store.unique(
          UsageRecord.parseFrom(entry.value()),
          UniqueKey.fromBytes(entry.key().toByteArray()).shard(),
          entry.offset());
      store.storedUpTo(entry.offset() + 1);
    }
    for (; windowsStored < windows; windowsStored++) {
      store.window(AggregateRecord.parseFrom(aggregates.get(windowsStored).value()));
    }
  }

  /** It begins again where the group is. */
  void crash() {
    batch = null;
    work = null;
  }

  /** Takes up to so many scopes together, and carries out so many pieces of them. */
  boolean scopes(SimulatedLog scopes, int atMost, int pieces) throws Exception {
    RecomputeBatch now = batch == null ? taken(scopes, atMost) : batch;
    batch = now;
    Map<Integer, Long> reached = Map.of(0, store.storedUpTo(0));
    if (now == null || !now.isStored(reached)) {
      return false;
    }
    for (int i = 0; i < pieces && !now.isDone(); i++) {
      write(now.next(catalog.get(), store, reached));
      now.taken();
      // The raw table goes on meanwhile, beyond what the batch folds.
      sinkTo(Math.min(rawStored + 1, unique.size()), windowsStored);
    }
    if (now.isDone()) {
      scopesDone = batchEnd;
      batch = null;
    }
    return true;
  }

  private @Nullable RecomputeBatch taken(SimulatedLog scopes, int atMost) throws Exception {
    List<RecomputeScope> taken = new ArrayList<>();
    for (int i = scopesDone; i < Math.min(scopes.size(), scopesDone + atMost); i++) {
      taken.add(RecomputeScope.parseFrom(scopes.get(i).value()));
    }
    batchEnd = scopesDone + taken.size();
    return taken.isEmpty() ? null : RecomputeBatch.of(taken);
  }

  /** So many pieces of the next build; scopes that are in hand go before it. */
  boolean build(SimulatedLog builds, int pieces) throws Exception {
    if (buildsDone == builds.size() || batch != null) {
      return false;
    }
    MeterBuildWork now = work;
    if (now == null) {
      MeterBuild build = MeterBuild.parseFrom(builds.get(buildsDone).value());
      now = new MeterBuildWork(build, BuildPlace.fromText(buildPlace), key -> 0);
      work = now;
    }
    if (now.cut() > store.storedUpTo(0)) {
      return false;
    }
    for (int i = 0; i < pieces && !now.place().sent(); i++) {
      MeterBuildWork.Part part = now.next(catalog.get(), store);
      write(part.outcome());
      now.taken(part);
      buildPlace = now.place().toText();
    }
    if (now.place().sent()) {
      buildsDone++;
      buildPlace = "";
      work = null;
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
            window -> aggregates.append(window.getKey().toByteArray(), window.toByteArray(), 0));
    for (Recomputed answer : outcome.answers()) {
      answers.append(new byte[0], answer.toByteArray(), 0);
    }
    aggregates.mark();
    answers.mark();
  }

  private static int ahead(int from, int end, Random random) {
    return from + random.nextInt(end - from + 1);
  }
}
