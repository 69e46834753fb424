package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.Stretch;
import io.meterhouse.aggregator.WindowState;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.Recomputed;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who folds again, as docs/decisions/0010 has it: the right column of its table. */
final class SimulatedWorker {

  private final SimulatedLog unique;
  private final SimulatedLog aggregates;
  private final SimulatedLog answers;
  private final Supplier<MeterCatalog> catalog;

  /** How far the raw table and the table of windows are, as offsets. */
  long rawProgress;

  long storedProgress;
  private SimulatedFold fold;
  private int scopesDone;
  private int buildsDone;

  SimulatedWorker(
      SimulatedLog unique,
      SimulatedLog aggregates,
      SimulatedLog answers,
      Supplier<MeterCatalog> catalog) {
    this.unique = unique;
    this.aggregates = aggregates;
    this.answers = answers;
    this.catalog = catalog;
    this.fold = new SimulatedFold(unique, MeterCatalog.empty());
  }

  boolean scope(SimulatedLog scopes) throws Exception {
    if (scopesDone == scopes.size()) {
      return false;
    }
    RecomputeScope scope = RecomputeScope.parseFrom(scopes.get(scopesDone).value());
    if (rawProgress < scope.getCut()) {
      return false;
    }
    Predicate<AggregateKey> within =
        key ->
            key.getTenantId().equals(scope.getTenantId())
                && SimulatedFold.isOfType(catalog.get(), key, scope.getType())
                && Stretch.of(scope).holds(key);
    publish(within.and(key -> Stretch.endSeconds(key) <= scope.getReleasedUntilEpochSeconds()));
    if (scope.getAnswered()) {
      base(
          within.and(key -> Stretch.endSeconds(key) > scope.getReleasedUntilEpochSeconds()),
          scope.getCut());
      answer(Recomputed.newBuilder().setCut(scope.getCut()).setAnswered(scope).build());
    }
    end();
    scopesDone++;
    return true;
  }

  boolean build(SimulatedLog builds) throws Exception {
    if (buildsDone == builds.size()) {
      return false;
    }
    MeterBuild build = MeterBuild.parseFrom(builds.get(buildsDone).value());
    if (rawProgress < build.getCut()) {
      return false;
    }
    Predicate<AggregateKey> ours =
        key ->
            key.getMeter().equals(build.getMeter())
                && key.getMeterVersion() == build.getMeterVersion();
    if (build.getCut() > 0) {
      publish(ours.and(key -> Stretch.endSeconds(key) <= build.getReleasedUntilEpochSeconds()));
      base(
          ours.and(key -> Stretch.endSeconds(key) > build.getReleasedUntilEpochSeconds()),
          build.getCut());
    }
    answer(Recomputed.newBuilder().setCut(build.getCut()).setBuilt(build).build());
    end();
    buildsDone++;
    return true;
  }

  private void publish(Predicate<AggregateKey> wanted) throws Exception {
    SimulatedFold fold = fold();
    Map<AggregateKey, AggregateRecord> stored =
        SimulatedFold.aggregates(aggregates, storedProgress);
    Map<AggregateKey, WindowState> due = new HashMap<>(fold.windows(rawProgress));
    stored.keySet().forEach(key -> due.putIfAbsent(key, WindowState.EMPTY));
    due.forEach(
        (key, state) -> {
          @Nullable AggregateRecord there = stored.get(key);
          boolean isCounting = SimulatedFold.counts(catalog.get(), key);
          if (wanted.test(key)
              && isCounting
              && isWanted(there, state, fold.lastTouched(key, rawProgress))) {
            aggregates.append(
                key.toByteArray(),
                new WindowState(state.aggregate(), rawProgress, state.acceptedAt())
                    .toWire(key)
                    .toByteArray(),
                0);
          }
        });
  }

  private boolean isWanted(@Nullable AggregateRecord there, WindowState state, long lastTouched) {
    return there == null
        || there.getVersion() < lastTouched + 1
        || (there.getVersion() <= rawProgress
            && !WindowState.fromWire(there).aggregate().equals(state.aggregate()));
  }

  private void base(Predicate<AggregateKey> wanted, long cut) {
    fold()
        .windows(cut)
        .forEach(
            (key, state) -> {
              if (wanted.test(key) && state.aggregate().count() > 0) {
                answer(Recomputed.newBuilder().setCut(cut).setBase(state.toWire(key)).build());
              }
            });
  }

  private void answer(Recomputed answer) {
    answers.append(new byte[0], answer.toByteArray(), 0);
  }

  private void end() {
    aggregates.mark();
    answers.mark();
  }

  private SimulatedFold fold() {
    MeterCatalog meters = catalog.get();
    if (!fold.isOf(meters)) {
      fold = new SimulatedFold(unique, meters);
    }
    return fold;
  }
}
