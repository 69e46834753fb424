package io.meterhouse.aggregator.recompute;

import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.Recomputed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scopes that are carried out together, piece by piece. What {@link #next} gives is given again
 * until {@link #taken} says that it was written. Not thread-safe.
 */
public final class RecomputeBatch {

  private final Deque<RecomputeTask> tasks;
  private final Map<Integer, Long> cuts = new HashMap<>();

  /** Of the first task; null: it was not cut up yet. */
  private @Nullable Deque<RecomputePiece> pieces;

  private RecomputeBatch(List<RecomputeTask> tasks) {
    this.tasks = new ArrayDeque<>(tasks);
    tasks.forEach(task -> cuts.merge(task.partition(), task.cut(), Math::max));
  }

  /**
   * @throws IllegalArgumentException if one of them is not what the aggregate stage writes
   */
  public static RecomputeBatch of(List<RecomputeScope> scopes) {
    return new RecomputeBatch(
        RecomputeTask.merged(scopes.stream().map(RecomputeTask::of).toList()));
  }

  /** Partition of usage.unique to the offset up to which it has to be stored before. */
  public Map<Integer, Long> cuts() {
    return Map.copyOf(cuts);
  }

  /**
   * @param reached partition of usage.unique to the offset up to which it is stored
   */
  public boolean isStored(Map<Integer, Long> reached) {
    return cuts.entrySet().stream()
        .allMatch(cut -> reached.getOrDefault(cut.getKey(), 0L) >= cut.getValue());
  }

  public boolean isDone() {
    return tasks.isEmpty();
  }

  /**
   * What is to be written next: windows at the version that is given, of what stands before it. So
   * the offset may be one that was read for many pieces at once.
   *
   * @param reached partition of usage.unique to the offset up to which it was stored before this is
   *     called; {@link #isStored} holds for it, and it never goes back
   * @throws SinkWriteException where the store cannot tell now
   */
  public RecomputeOutcome next(
      MeterCatalog catalog, RecomputeStore store, Map<Integer, Long> reached) {
    RecomputeTask task = tasks.getFirst();
    Deque<RecomputePiece> open = pieces;
    if (open == null) {
      open = pieces(task, catalog, store);
      pieces = open;
    }
    RecomputePiece piece = open.peekFirst();
    RecomputeFold.Result result =
        piece == null
            ? new RecomputeFold.Result(List.of(), List.of(), List.of(), 0, 0)
            : Refolding.of(piece, catalog, store, reached.getOrDefault(piece.partition(), 0L));
    return outcome(task, result, open.size() <= 1);
  }

  /** It is written. */
  public void taken() {
    Deque<RecomputePiece> open = pieces;
    if (open != null) {
      open.pollFirst();
    }
    if (open == null || open.isEmpty()) {
      tasks.removeFirst();
      pieces = null;
    }
  }

  private static Deque<RecomputePiece> pieces(
      RecomputeTask task, MeterCatalog catalog, RecomputeStore store) {
    Deque<RecomputePiece> pieces = new ArrayDeque<>();
    for (WindowCheck.Scale scale : RecomputePieces.scales(task.range(), catalog)) {
      RecomputePieces.of(task.stretches(), scale, store.histogram(task.range(), task.shard()))
          .forEach(
              range ->
                  pieces.add(
                      new RecomputePiece(
                          range,
                          scale,
                          task.shard(),
                          task.partition(),
                          task.releasedUntil(),
                          task.answer() == null ? RecomputePiece.NO_ANSWER : task.cut())));
    }
    return pieces;
  }

  private static RecomputeOutcome outcome(
      RecomputeTask task, RecomputeFold.Result result, boolean isLast) {
    List<AggregateRecord> bases = result.bases();
    List<Recomputed> answers = new ArrayList<>();
    @Nullable RecomputeScope asked = task.answer();
    if (asked != null) {
      Recomputed answer =
          Recomputed.newBuilder().setCut(task.cut()).setStateId(asked.getStateId()).build();
      answers.addAll(RecomputeOutcome.bases(answer, bases));
      if (isLast) {
        answers.add(answer.toBuilder().setAnswered(asked).build());
      }
    }
    String key =
        "%s/%s/%d".formatted(task.range().tenant().value(), task.range().type(), task.shard());
    return new RecomputeOutcome(
        task.partition(), result.released(), answers, key, List.of(), result.events());
  }
}
