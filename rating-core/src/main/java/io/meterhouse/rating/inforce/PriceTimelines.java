package io.meterhouse.rating.inforce;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.inforce.PriceBook.TimedOverride;
import io.meterhouse.rating.inforce.PriceBook.TimedRule;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import io.meterhouse.rating.rule.PriceOverride;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the prices of a period off a price book: a price is in force from its time, never before,
 * but for what would have none, see {@link ScopeChoice}. A price in another currency than that with
 * which the period begins waits for the next one, because an item has one currency.
 */
public final class PriceTimelines {

  private final PriceBook book;
  private final Customer customer;
  private final String meter;

  private PriceTimelines(PriceBook book, Customer customer, String meter) {
    this.book = book;
    this.customer = customer;
    this.meter = meter;
  }

  /** The prices of that customer's usage of the meter. */
  public static PriceTimeline of(
      PriceBook book, Customer customer, String meter, BillingPeriod period) {
    return new PriceTimelines(book.concerning(customer, meter), customer, meter).through(period);
  }

  /** The price of a model that is asked for by name, at that time; empty where it is not active. */
  public static Optional<PricePlan> ofModel(
      PriceBook book, UUID modelId, Customer customer, Instant time) {
    return book.versionAt(modelId, time)
        .filter(ModelHistory.Version::active)
        .map(version -> plan(book, null, modelId, version, customer, time));
  }

  private PriceTimeline through(BillingPeriod period) {
    SortedSet<Instant> begins = cuts();
    begins.add(period.start());
    begins = begins.subSet(period.start(), period.end());
    List<Stretch> stretches = new ArrayList<>();
    @Nullable PricePlan before = null;
    @Nullable Currency currency = null;
    for (Instant from : begins) {
      Iterator<Instant> later = begins.tailSet(from).iterator();
      later.next();
      Instant to = later.hasNext() ? later.next() : period.end();
      @Nullable PricePlan plan =
          ScopeChoice.chosenAt(book, customer, meter, from)
              .map(one -> plan(one, from))
              .orElse(null);
      if (plan != null) {
        Currency own = plan.model().terms().currency();
        currency = currency == null ? own : currency;
        // It waits, and what was in force goes on; after a time without a price, that is none.
        plan = own.equals(currency) ? plan : before;
      }
      stretches.add(new Stretch(from, to, plan));
      before = plan;
    }
    return PriceTimeline.merged(stretches);
  }

  private PricePlan plan(ScopeChoice.Candidate chosen, Instant time) {
    PricingScope scope = chosen.scope();
    return plan(book, scope.id(), scope.modelId(), chosen.version(), customer, time);
  }

  private static PricePlan plan(
      PriceBook book,
      @Nullable UUID scopeId,
      UUID modelId,
      ModelHistory.Version version,
      Customer customer,
      Instant time) {
    List<TimedOverride> overrides =
        OverrideChoice.at(book, modelId, version, customer, time).chosen();
    return new PricePlan(
        scopeId,
        modelId,
        version.version(),
        model(version, overrides),
        book.rules().stream()
            .filter(rule -> rule.modelId().equals(modelId) && rule.time().isAt(time))
            .map(TimedRule::rule)
            .toList(),
        overrides);
  }

  private static PricingModel model(ModelHistory.Version version, List<TimedOverride> overrides) {
    ModelDraft draft = version.draft();
    for (TimedOverride override : overrides) {
      if (override.override().value() instanceof PriceOverride.Config config) {
        draft = config.over(draft);
      }
    }
    return draft.check();
  }

  /** Where the customer's price may change. */
  private SortedSet<Instant> cuts() {
    SortedSet<Instant> cuts = new TreeSet<>();
    Set<PricingScope> own = new ScopeTree(book.scopes()).of(customer).keySet();
    Set<UUID> models = own.stream().map(PricingScope::modelId).collect(Collectors.toSet());
    own.forEach(scope -> add(cuts, scope.time()));
    models.forEach(
        model ->
            Optional.ofNullable(book.models().get(model)).stream()
                .flatMap(history -> history.versions().stream())
                .map(ModelHistory.Version::effectiveFrom)
                .forEach(from -> add(cuts, from)));
    book.rules().stream()
        .filter(rule -> models.contains(rule.modelId()))
        .forEach(rule -> add(cuts, rule.time()));
    book.overrides().stream()
        .filter(override -> models.contains(override.modelId()))
        .forEach(override -> add(cuts, override.time()));
    return cuts;
  }

  private static void add(Collection<Instant> cuts, EffectiveTime time) {
    add(cuts, time.begins());
    add(cuts, time.ends());
  }

  private static void add(Collection<Instant> cuts, @Nullable Instant cut) {
    if (cut != null) {
      cuts.add(cut);
    }
  }
}
