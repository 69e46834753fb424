package io.meterhouse.aggregator.recompute;

import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be written of a piece.
 *
 * @param partition of usage.unique
 * @param windows for usage.aggregates
 * @param answers for usage.recomputed, in this order
 * @param answersKey under which those go
 * @param misfits for usage.rejected
 * @param events that were folded
 */
public record RecomputeOutcome(
    int partition,
    List<AggregateRecord> windows,
    List<Recomputed> answers,
    String answersKey,
    List<RejectedRecord> misfits,
    long events) {

  public RecomputeOutcome {
    windows = List.copyOf(windows);
    answers = List.copyOf(answers);
    misfits = List.copyOf(misfits);
  }

  /** How many records it is. */
  public int size() {
    return windows.size() + answers.size() + misfits.size();
  }

  /**
   * @param answer what all of them have in common, without a part
   */
  static List<Recomputed> bases(Recomputed answer, List<AggregateRecord> bases) {
    List<Recomputed> answers = new ArrayList<>();
    bases.forEach(base -> answers.add(answer.toBuilder().setBase(base).build()));
    return answers;
  }
}
