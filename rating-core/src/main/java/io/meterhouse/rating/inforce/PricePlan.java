package io.meterhouse.rating.inforce;

import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.PriceBook.TimedOverride;
import io.meterhouse.rating.rule.Adjustment;
import io.meterhouse.rating.rule.Applied;
import io.meterhouse.rating.rule.PriceOverrides;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.rule.Rules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that makes the price of a customer at one moment.
 *
 * @param scopeId why it is this model; null: it was asked for by name
 * @param model with what an override replaces in its config
 * @param rules of the model that are in force
 * @param overrides in the order in which they act, at most one of a type
 */
public record PricePlan(
    @Nullable UUID scopeId,
    UUID modelId,
    int version,
    PricingModel model,
    List<Rule> rules,
    List<TimedOverride> overrides) {

  /** Copies. */
  public PricePlan {
    rules = List.copyOf(rules);
    overrides = List.copyOf(overrides);
  }

  /**
   * What a quantity costs, before minimum and maximum.
   *
   * @param parts the model's, then those that rules and overrides caused
   * @param rules what the rules did, and which of them did nothing
   */
  public record Price(List<RatedLine.Part> parts, Applied rules) {}

  /** The price of that quantity; a negative one costs as much as none. */
  public Price price(BigDecimal quantity, RuleFacts facts) {
    BigDecimal billed = Rating.billed(quantity);
    List<RatedLine.Part> parts = new ArrayList<>(model.parts(billed));
    Applied applied = Rules.apply(Rating.sum(parts), rules, facts);
    applied.adjustments().forEach(adjustment -> parts.add(part(adjustment)));
    BigDecimal amount = applied.amount();
    if (!applied.skipped()) {
      for (TimedOverride override : overrides) {
        Optional<Adjustment> adjustment = PriceOverrides.apply(amount, billed, override.override());
        if (adjustment.isPresent()) {
          parts.add(part(adjustment.get()));
          amount = amount.add(adjustment.get().amount());
        }
      }
    }
    return new Price(parts, applied);
  }

  private static RatedLine.Part part(Adjustment adjustment) {
    return RatedLine.Part.caused(
        new RatedLine.Cause(adjustment.type(), adjustment.ruleId(), adjustment.overrideId()),
        adjustment.reason(),
        adjustment.amount());
  }
}
