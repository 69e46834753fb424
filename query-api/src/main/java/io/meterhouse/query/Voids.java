package io.meterhouse.query;

import io.meterhouse.usagestore.EventRow;
import java.util.List;
import java.util.Map;

/** Which events count no more; what is said here is so, and every stage follows. */
public interface Voids {

  /**
   * Voids the events that are not void yet, and owes the stages a record of each; part of a change.
   *
   * @return those that were not void before
   */
  List<EventRow> carryOut(List<EventRow> events, VoidMark mark);

  /** Those of the events that are void, each with its mark. */
  Map<EventRow, VoidMark> of(List<EventRow> events);
}
