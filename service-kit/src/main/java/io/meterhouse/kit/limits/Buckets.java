package io.meterhouse.kit.limits;

import io.meterhouse.kit.lifecycle.Watched;
import java.util.Optional;

/** Counters of limits; thread-safe. A counter that nobody has used for long is a full one. */
public interface Buckets extends AutoCloseable, Watched {

  /**
   * Uses what is charged where the limit leaves so much, else nothing. A charge above the whole
   * burst is taken from a full counter, which owes the rest: it could never be taken otherwise.
   */
  Standing take(Charge charge);

  /** Undoes a charge that was taken. */
  void giveBack(Charge charge);

  @Override
  default Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  void close();
}
