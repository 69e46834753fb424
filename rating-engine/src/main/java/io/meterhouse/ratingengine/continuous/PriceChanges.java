package io.meterhouse.ratingengine.continuous;

import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageTotals;
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

  private void rateAgain(RatingRequest request, RatingRequests.Progress progress) {
    PriceKey key = request.key();
    // The catalogue says a moment later than the request which version is asked for.
    usage.requireVersion(key, request.meterVersion());
    Tally tally = new Tally(progress);
    usage.usageOf(key, request.subject(), page -> rate(rater.cells(page, unknown), tally));
    // An item whose usage is gone has to follow the price as well, and a fee needs no usage.
    Set<UsageCell> others = new LinkedHashSet<>(ledger.openCells(key, request.subject()));
    others.addAll(ledger.feeCells(key, request.subject()));
    rate(others, tally);
    LOG.info(
        "{} of {}{} rated anew: {} items changed",
        key.meter(),
        key.tenant(),
        request.subject() == null ? "" : " for " + request.subject(),
        tally.changed);
  }

  private void rate(Collection<UsageCell> cells, Tally tally) {
    List<UsageCell> all = List.copyOf(new LinkedHashSet<>(cells));
    for (int from = 0; from < all.size(); from += limits.maxCells()) {
      List<UsageCell> batch = all.subList(from, Math.min(from + limits.maxCells(), all.size()));
      tally.add(batch.size(), rater.rate(batch));
    }
  }

  private static final class Tally {

    private final RatingRequests.Progress progress;
    private int changed;

    private Tally(RatingRequests.Progress progress) {
      this.progress = progress;
    }

    private void add(int rated, int changedNow) {
      changed += changedNow;
      progress.rated(rated, changedNow);
    }
  }
}
