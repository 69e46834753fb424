package io.meterhouse.ratingengine.simulation;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UnknownMeterException;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.ratingengine.usage.UsageTotals;
import io.meterhouse.ratingengine.usage.UsageUntil;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Prices usage that there has been with a model that nobody has yet, beside what is in force for
 * it: what every customer would have paid, before anyone is charged. Changes nothing.
 *
 * <p>Usage is priced by calendar month on the tenant's clocks, as rating does where nobody made
 * other cycles; a month of which the period takes a part is priced as that part.
 */
public final class BackTest {

  /** Customers times months of one back-test. */
  public static final int MAX_CELLS = 50_000;

  private static final int BATCH = 1_000;
  private static final UUID PROPOSED = new UUID(0, 0);

  private final UsageTotals usage;
  private final BillingLedger ledger;

  /** Over these stores, which it only reads. */
  public BackTest(UsageTotals usage, BillingLedger ledger) {
    this.usage = usage;
    this.ledger = ledger;
  }

  /**
   * What is asked.
   *
   * @param tenants whose customers, with their time zones
   * @param proposed the model that would be in force all the time, without rules and overrides
   * @param period of event time
   */
  public record Question(
      Map<TenantId, ZoneId> tenants, String meter, ModelDraft proposed, BillingPeriod period) {}

  /**
   * The answer.
   *
   * @throws ApiException 400 where it would be more than {@link #MAX_CELLS}, 404 where one tenant
   *     was asked for and has no such meter
   */
  public BackTestResult run(Question question) {
    PricePlan plan =
        new PricePlan(null, PROPOSED, 1, question.proposed().check(), List.of(), List.of());
    BackTestResult.Sum sum = new BackTestResult.Sum();
    List<UsageCell> cells = cells(question);
    for (int from = 0; from < cells.size(); from += BATCH) {
      price(cells.subList(from, Math.min(from + BATCH, cells.size())), plan, sum);
    }
    return sum.result();
  }

  private void price(List<UsageCell> cells, PricePlan plan, BackTestResult.Sum sum) {
    Map<UsageCell, PriceTimeline> prices = ledger.prices(cells);
    Map<UsageUntil, BigDecimal> read = usage.totals(CellUsage.wanted(cells, prices));
    for (UsageCell cell : cells) {
      PriceTimeline current = prices.get(cell);
      PriceTimeline proposed = PriceTimeline.of(cell.period(), plan);
      Map<Instant, BigDecimal> totals = CellUsage.of(cell, current, read);
      if (totals != null) {
        sum.add(
            cell.key(),
            current == null ? null : CellUsage.rate(cell, current, totals).line(),
            CellUsage.rate(cell, proposed, CellUsage.of(cell, proposed, read)).line());
      }
    }
  }

  private List<UsageCell> cells(Question question) {
    Set<UsageCell> cells = new LinkedHashSet<>();
    boolean isOfAll = question.tenants().size() > 1;
    question
        .tenants()
        .forEach(
            (tenant, zone) -> {
              try {
                usage.usageOf(
                    new PriceKey(tenant, question.meter()),
                    null,
                    page -> add(cells, page, question.period(), zone));
              } catch (UnknownMeterException e) {
                if (!isOfAll) {
                  throw ApiException.notFound(
                      "%s has no meter %s".formatted(tenant, question.meter()));
                }
              }
            });
    return new ArrayList<>(cells);
  }

  private static void add(
      Set<UsageCell> cells, Collection<DirtyUsage> page, BillingPeriod period, ZoneId zone) {
    for (DirtyUsage used : page) {
      BillingPeriod month = BillingPeriod.monthOf(used.first(), zone);
      while (month.start().isBefore(used.last())) {
        add(cells, used.key(), month, period, zone);
        month = BillingPeriod.monthOf(month.end(), zone);
      }
    }
    if (cells.size() > MAX_CELLS) {
      throw ApiException.invalid(
          "more than %d customers and months with usage (expected: at most so many; ask for a shorter period or one tenant)"
              .formatted(MAX_CELLS));
    }
  }

  private static void add(
      Set<UsageCell> cells, UsageKey key, BillingPeriod month, BillingPeriod period, ZoneId zone) {
    Instant start = later(month.start(), period.start());
    Instant end = month.end().isBefore(period.end()) ? month.end() : period.end();
    if (start.isBefore(end)) {
      BillingScope scope = new CycleOwner(key.tenant(), key.subject()).scope();
      cells.add(
          new UsageCell(
              key, new CycleKey(key.tenant(), scope, new BillingPeriod(start, end)), zone));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
