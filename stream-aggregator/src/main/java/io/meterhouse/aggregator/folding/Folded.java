package io.meterhouse.aggregator.folding;

import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.util.List;

/**
 * What all meters make of one unique record.
 *
 * @param misfits of the meters that should count it and cannot read it, one each
 */
public record Folded(List<Contribution> contributions, List<RejectedRecord> misfits) {

  public Folded {
    contributions = List.copyOf(contributions);
    misfits = List.copyOf(misfits);
  }
}
