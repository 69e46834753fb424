package io.meterhouse.kit.audit;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Port: an audit of whatever was accepted in a period, which counts and logs what it finds. Both
 * methods throw where it cannot be carried out now.
 */
public interface PeriodAudit {

  /** Everything accepted before it can be audited now. */
  Instant settled();

  /**
   * Audits what was accepted in a period, half-open.
   *
   * @param from whole minute, as is to
   * @param stopping asked between two pieces of work: whether to give up, by throwing
   */
  Found run(Instant from, Instant to, BooleanSupplier stopping);

  /**
   * What came of it.
   *
   * @param end up to where it got: earlier than it was asked to where no more was settled
   * @param differences as many as there are
   */
  record Found(Instant end, long differences) {}
}
