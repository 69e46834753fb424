package io.meterhouse.ratingengine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rates everything again that a changed price or meter touches, in cycles that are still active.
 */
public final class PriceChanges {

  private static final Logger LOG = LoggerFactory.getLogger(PriceChanges.class);
  private static final int MAX_REQUESTS = 100;

  private final RatingRequests requests;
  private final Rater rater;
  private final BillingLedger ledger;
  private final UsageTotals usage;
  private final RatingLimits limits;
  private final UnknownTenants unknown = new UnknownTenants();

  /** Over these stores. */
  public PriceChanges(
      RatingRequests requests,
      Rater rater,
      BillingLedger ledger,
      UsageTotals usage,
      RatingLimits limits) {
    this.requests = requests;
    this.rater = rater;
    this.ledger = ledger;
    this.usage = usage;
    this.limits = limits;
  }

  /**
   * Works off waiting requests. Whatever it throws, the rest stays and can be tried again.
   *
   * @return whether there were any
   */
  public boolean round() {
    return requests.take(MAX_REQUESTS, this::rateAgain);
  }

  private void rateAgain(RatingRequest request) {
    PriceKey key = request.key();
    // The catalogue says a moment later than the request which version is asked for.
    usage.requireVersion(key, request.meterVersion());
    int[] changed = {0};
    usage.usageOf(key, page -> changed[0] += rate(rater.cells(page, unknown)));
    // An item whose usage is gone has to follow the price as well.
    changed[0] += rate(ledger.openCells(key));
    LOG.info("{} of {} rated anew: {} items changed", key.meter(), key.tenant(), changed[0]);
  }

  private int rate(Collection<UsageCell> cells) {
    int changed = 0;
    Set<UsageCell> distinct = new LinkedHashSet<>(cells);
    List<UsageCell> all = new ArrayList<>(distinct);
    for (int from = 0; from < all.size(); from += limits.maxCells()) {
      changed += rater.rate(all.subList(from, Math.min(from + limits.maxCells(), all.size())));
    }
    return changed;
  }
}
