package io.meterhouse.rating.inforce;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prices of one customer and meter through one billing period: stretches that follow one
 * another from its start to its end.
 */
public record PriceTimeline(List<Stretch> stretches) {

  /** Checks that there is one, and that none is left out. */
  public PriceTimeline {
    stretches = List.copyOf(stretches);
    if (stretches.isEmpty()) {
      throw new IllegalArgumentException("stretches: none (expected: at least one)");
    }
    for (int i = 1; i < stretches.size(); i++) {
      if (!stretches.get(i).from().equals(stretches.get(i - 1).to())) {
        throw new IllegalArgumentException(
            "stretch from %s (expected: from %s)"
                .formatted(stretches.get(i).from(), stretches.get(i - 1).to()));
      }
    }
  }

  /** The same price all the time. */
  public static PriceTimeline of(BillingPeriod period, PricePlan plan) {
    return new PriceTimeline(List.of(new Stretch(period.start(), period.end(), plan)));
  }

  /**
   * A time in which one price is in force, half-open.
   *
   * @param plan null: there is no price
   */
  public record Stretch(Instant from, Instant to, @Nullable PricePlan plan) {}

  /** The price with which the period begins, or the first in it; empty where there is none. */
  public Optional<PricePlan> first() {
    return stretches.stream().map(Stretch::plan).filter(Objects::nonNull).findFirst();
  }

  /** Whether there is a price at any time. */
  public boolean isPriced() {
    return first().isPresent();
  }

  /** Whether the model of the first price costs something for nothing: a fee, due without usage. */
  public boolean hasFee() {
    return first()
        .map(plan -> Rating.sum(plan.model().parts(BigDecimal.ZERO)).signum() > 0)
        .orElse(false);
  }

  /**
   * Where the total of the usage from the start of the period has to be known: ends of stretches.
   */
  public List<Instant> cuts() {
    return stretches.stream().map(Stretch::to).toList();
  }

  /** One stretch for several that follow one another with the same price. */
  static PriceTimeline merged(List<Stretch> stretches) {
    List<Stretch> merged = new ArrayList<>();
    for (Stretch next : stretches) {
      Stretch last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && Objects.equals(last.plan(), next.plan())) {
        merged.set(merged.size() - 1, new Stretch(last.from(), next.to(), last.plan()));
      } else {
        merged.add(next);
      }
    }
    return new PriceTimeline(merged);
  }
}
