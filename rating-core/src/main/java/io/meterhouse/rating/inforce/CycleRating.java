package io.meterhouse.rating.inforce;

import io.meterhouse.rating.Amounts;
import io.meterhouse.rating.PartsDifference;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import io.meterhouse.rating.rule.Adjustment;
import io.meterhouse.rating.rule.RuleFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the usage of a billing period costs when its prices change within it. With {@code Q(t)} the
 * total from the start of the period to {@code t} and {@code f} the whole price of a total under
 * the price of a stretch, a stretch {@code [a, b)} costs {@code f(Q(b)) − f(Q(a))}: what it adds.
 *
 * <p>So usage is paid at the price in force when it was used, tiers go on where the stretch before
 * has left them, and a change to the same price changes nothing. What belongs to the period as a
 * whole — fees, minimum, maximum — is that of the first price in it: it is in {@code f(0)}, which
 * the first stretch pays and all others take away again.
 */
public final class CycleRating {

  private CycleRating() {}

  /**
   * The price of a period.
   *
   * @param parts of the period that paid something, in order
   */
  public record Priced(RatedLine line, List<Paid> parts) {

    /** Copies. */
    public Priced {
      parts = List.copyOf(parts);
    }

    /** The last of them, whose model the item names. */
    public Paid last() {
      return parts.getLast();
    }
  }

  /**
   * A stretch in which something was used, or the first one.
   *
   * @param quantity that was used in it
   */
  public record Paid(
      Instant from,
      BigDecimal quantity,
      @Nullable UUID scopeId,
      UUID modelId,
      int modelVersion,
      List<UUID> rules,
      List<UUID> overrides) {

    /** Copies, and keeps the shortest form of the quantity. */
    public Paid {
      quantity = Amounts.canonical(quantity);
      rules = List.copyOf(rules);
      overrides = List.copyOf(overrides);
    }
  }

  /**
   * Rates a period that has a price.
   *
   * @param totals of the usage from the start of the period to each of {@link PriceTimeline#cuts}
   * @param facts what rules see of a total
   */
  public static Priced rate(
      PriceTimeline prices,
      Map<Instant, BigDecimal> totals,
      Function<BigDecimal, RuleFacts> facts) {
    return new Period(facts).rate(prices, totals);
  }

  /** The total at the end of the first stretch that has a price, and that price. */
  private record Beginning(BigDecimal total, PricePlan.Price price) {}

  private static final class Period {

    private final Function<BigDecimal, RuleFacts> facts;
    private final List<RatedLine.Part> breakdown = new ArrayList<>();
    private final List<Paid> paid = new ArrayList<>();
    private @Nullable PricePlan first;
    private @Nullable Beginning beginning;
    private BigDecimal modelAmount = BigDecimal.ZERO;
    private BigDecimal unpriced = BigDecimal.ZERO;

    private Period(Function<BigDecimal, RuleFacts> facts) {
      this.facts = facts;
    }

    private Priced rate(PriceTimeline prices, Map<Instant, BigDecimal> totals) {
      BigDecimal before = BigDecimal.ZERO;
      for (Stretch stretch : prices.stretches()) {
        BigDecimal after = Objects.requireNonNull(totals.get(stretch.to()), "total");
        PricePlan plan = stretch.plan();
        if (plan == null) {
          unpriced = unpriced.add(after).subtract(before);
        } else if (first == null) {
          begin(stretch, plan, before, after);
        } else if (after.compareTo(before) != 0) {
          goOn(stretch, plan, before, after);
        }
        before = after;
      }
      return priced(before);
    }

    private void begin(Stretch stretch, PricePlan plan, BigDecimal before, BigDecimal after) {
      first = plan;
      PricePlan.Price price = price(plan, after);
      beginning = new Beginning(after, price);
      if (before.signum() == 0) {
        add(price.parts());
      } else {
        add(
            new PartsDifference(price.parts())
                .minus(price(plan, before).parts())
                .plus(price(plan, BigDecimal.ZERO).parts())
                .parts());
      }
      note(stretch, plan, price, after.subtract(before));
    }

    private void goOn(Stretch stretch, PricePlan plan, BigDecimal before, BigDecimal after) {
      PricePlan.Price price = price(plan, after);
      add(
          new PartsDifference(price.parts())
              .minus(price(plan, before).parts()).parts().stream()
                  .map(
                      part -> part.named("From %s: %s".formatted(stretch.from(), part.component())))
                  .toList());
      note(stretch, plan, price, after.subtract(before));
    }

    /** Corrections at a higher price than that of the usage never become a credit by themselves. */
    private void raiseToZero() {
      BigDecimal amount = Rating.sum(breakdown);
      if (amount.signum() < 0) {
        breakdown.add(
            RatedLine.Part.caused(
                RatedLine.Cause.of(Adjustment.NO_LESS_THAN_ZERO),
                "No less than nothing",
                amount.negate()));
      }
    }

    private PricePlan.Price price(PricePlan plan, BigDecimal total) {
      return plan.price(total, facts.apply(Rating.billed(total)));
    }

    /**
     * The first price of the whole period's total; mostly it is known, as no other price follows.
     */
    private PricePlan.Price first(PricePlan plan, BigDecimal total) {
      Beginning known = beginning;
      return known != null && known.total().compareTo(total) == 0
          ? known.price()
          : price(plan, total);
    }

    private void add(List<RatedLine.Part> parts) {
      breakdown.addAll(parts);
      modelAmount = modelAmount.add(ofModel(parts));
    }

    /** What the model's own parts come to. */
    private static BigDecimal ofModel(List<RatedLine.Part> parts) {
      BigDecimal sum = BigDecimal.ZERO;
      for (RatedLine.Part part : parts) {
        sum = part.cause() == null ? sum.add(part.subtotal()) : sum;
      }
      return sum;
    }

    private void note(Stretch stretch, PricePlan plan, PricePlan.Price price, BigDecimal quantity) {
      paid.add(
          new Paid(
              stretch.from(),
              quantity,
              plan.scopeId(),
              plan.modelId(),
              plan.version(),
              price.rules().appliedRules(),
              plan.overrides().stream().map(PriceBook.TimedOverride::id).toList()));
    }

    private Priced priced(BigDecimal total) {
      PricePlan plan = first;
      if (plan == null) {
        throw new IllegalArgumentException("prices: none (expected: a period with a price)");
      }
      raiseToZero();
      PricingModel model = plan.model();
      BigDecimal quantity = total.subtract(unpriced);
      PricePlan.Price whole = first(plan, total);
      BigDecimal unitPrice =
          paid.size() == 1
              ? model.unitPrice(Rating.billed(total), ofModel(whole.parts()))
              : Rating.average(modelAmount, Rating.billed(quantity));
      RatedLine line =
          whole.rules().skipped()
              ? Rating.unbounded(model.terms(), quantity, unitPrice, breakdown)
              : Rating.bounded(model.terms(), quantity, unitPrice, breakdown);
      return new Priced(line, paid);
    }
  }
}
