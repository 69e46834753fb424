package io.meterhouse.ratingengine.continuous;

import io.meterhouse.metering.TenantId;
import java.util.List;

/** Usage to rate again because a price changed, or what the meter counts. */
public interface RatingRequests {

  /** Carries one out. */
  interface Work {
    void carryOut(RatingRequest request, Progress progress);
  }

  /** Is told what was done so far, for whoever asked. */
  interface Progress {
    void rated(int items, int changed);
  }

  /**
   * Hands what the oldest requests name to {@code work}, one after the other, and finishes each
   * when that returns, unless another instance is at it. Where the work fails or the process dies,
   * the request stays; a failure does not keep the others from their turn and passes in the end.
   *
   * @return whether there were any
   */
  boolean take(int limit, Work work);

  /**
   * Of a tenant, the newest first: all that wait, and those that were finished within a day.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 404 for an unknown tenant, 503 where they
   *     cannot be reached
   */
  List<ReRating> recent(TenantId tenant, int limit);
}
