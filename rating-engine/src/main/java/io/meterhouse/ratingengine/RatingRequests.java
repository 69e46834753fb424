package io.meterhouse.ratingengine;

import java.util.function.Consumer;

/** Usage to rate again because a price changed, or what the meter counts. */
public interface RatingRequests {

  /**
   * Hands what the oldest requests name to {@code work}, one after the other, and removes each when
   * that returns, unless another instance is at it. Where the work fails or the process dies, the
   * request stays; a failure does not keep the others from their turn and passes in the end.
   *
   * @return whether there were any
   */
  boolean take(int limit, Consumer<RatingRequest> work);
}
