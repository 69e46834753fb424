package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.Problem;
import io.meterhouse.rating.SubscriptionPeriod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code config} of a pricing model.
 *
 * @param usageMetric code of the meter that it prices; null: it prices only what is asked for
 * @param usageUnit what one unit is called; information for people
 */
public record ModelConfig(
    ModelDraft draft, @Nullable String usageMetric, @Nullable String usageUnit) {

  /** Every reason why it makes no sense; none where it does. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    try {
      draft.check();
    } catch (InvalidModelException e) {
      problems.addAll(e.problems());
    }
    if (usageMetric != null) {
      draft.periods().stream()
          .filter(period -> period != SubscriptionPeriod.MONTHLY)
          .sorted()
          .map(ModelConfig::notMonthly)
          .forEach(problems::add);
    }
    return problems;
  }

  /** A billing cycle of usage is a month, and a part of a longer fee would be a division. */
  private static Problem notMonthly(SubscriptionPeriod period) {
    return new Problem(
        "config.usageMetric",
        "usage is billed by the month, a fee here is %s (expected: monthly, or no usageMetric)"
            .formatted(period.wireName()));
  }
}
