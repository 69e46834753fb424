package io.meterhouse.ratingengine.pricing;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.ModelHistory;
import io.meterhouse.rating.inforce.OverrideChoice;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimelines;
import io.meterhouse.rating.inforce.ScopeChoice;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.scope.Customer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a quantity costs under a model that is asked for by name.
 *
 * @param customer whom the overrides have to be for
 * @param facts what rules see
 * @param at when
 */
public record PriceQuestion(
    TenantId tenant, UUID modelId, Customer customer, RuleFacts facts, Instant at) {

  /**
   * The price, and everything that was considered for it.
   *
   * @param line to the last step of the order
   * @param scopes which models the scopes have for this customer and meter; none where the model
   *     prices no meter
   */
  public record Answer(
      PricePlan plan,
      PricePlan.Price price,
      RatedLine line,
      ScopeChoice.Choice scopes,
      OverrideChoice.Choice overrides) {

    /** What an item keeps of it. */
    public CycleRating.Paid paid(Instant at) {
      return new CycleRating.Paid(
          at,
          line.quantity(),
          null,
          plan.modelId(),
          plan.version(),
          price.rules().appliedRules(),
          plan.overrides().stream().map(PriceBook.TimedOverride::id).toList());
    }
  }

  /** The answer; empty where the model is not active at that time. */
  public Optional<Answer> answer(PriceBook book) {
    return PriceTimelines.ofModel(book, modelId, customer, at).map(plan -> answer(book, plan));
  }

  private Answer answer(PriceBook book, PricePlan plan) {
    ModelHistory.Version version = book.versionAt(modelId, at).orElseThrow();
    BigDecimal quantity = facts.quantity();
    PricePlan.Price price = plan.price(quantity, ofMeter(version.meter()));
    BigDecimal unitPrice = Rating.unitPrice(plan.model(), quantity);
    RatedLine line =
        price.rules().skipped()
            ? Rating.unbounded(plan.model().terms(), quantity, unitPrice, price.parts())
            : Rating.bounded(plan.model().terms(), quantity, unitPrice, price.parts());
    return new Answer(
        plan,
        price,
        line,
        scopes(book, version.meter()),
        OverrideChoice.at(book, modelId, version, customer, at));
  }

  private RuleFacts ofMeter(@Nullable String meter) {
    return new RuleFacts(
        facts.quantity(),
        facts.itemType(),
        facts.scopeType(),
        facts.scopeId(),
        facts.deploymentType(),
        meter,
        facts.metadata());
  }

  private ScopeChoice.Choice scopes(PriceBook book, @Nullable String meter) {
    return meter == null
        ? new ScopeChoice.Choice(List.of(), List.of())
        : ScopeChoice.at(book, customer, meter, at);
  }
}
