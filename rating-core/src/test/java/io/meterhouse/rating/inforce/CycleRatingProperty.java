package io.meterhouse.rating.inforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.ModelArbitraries;
import io.meterhouse.rating.Money;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import io.meterhouse.rating.rule.RuleFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CycleRatingProperty {

  @Property
  void shouldCostTheSameHoweverOftenThePriceChangesToItself(
      @ForAll("models") PricingModel model, @ForAll("totals") List<BigDecimal> totals) {
    RatedLine cut = rate(totals.stream().map(total -> plan(model)).toList(), totals);
    RatedLine whole = Rating.rate(model, totals.getLast());
    assertThat(cut.preciseAmount()).isEqualByComparingTo(whole.preciseAmount());
    assertThat(cut.totalAmount()).isEqualTo(whole.totalAmount());
  }

  @Property
  void shouldSumItsBreakdownToThePreciseAmountAndRoundOnce(
      @ForAll("models") PricingModel first,
      @ForAll("models") PricingModel second,
      @ForAll("totals") List<BigDecimal> totals) {
    Assume.that(first.terms().currency().equals(second.terms().currency()));
    RatedLine line = rate(alternating(first, second, totals.size()), totals);
    assertThat(Rating.sum(line.breakdown())).isEqualByComparingTo(line.preciseAmount());
    assertThat(line.totalAmount()).isEqualTo(Money.round(line.preciseAmount(), line.currency()));
    assertThat(line.breakdown())
        .allSatisfy(
            part ->
                assertThat(part.quantity().multiply(part.unitPrice()))
                    .isEqualByComparingTo(part.subtotal()));
  }

  @Property
  void shouldNeverComeToLessThanNothing(
      @ForAll("models") PricingModel first,
      @ForAll("models") PricingModel second,
      @ForAll("totals") List<BigDecimal> totals) {
    Assume.that(first.terms().currency().equals(second.terms().currency()));
    assertThat(rate(alternating(first, second, totals.size()), totals).preciseAmount().signum())
        .isNotNegative();
  }

  @Provide
  Arbitrary<PricingModel> models() {
    return ModelArbitraries.all();
  }

  /** As they come: usage may be taken back. */
  @Provide
  Arbitrary<List<BigDecimal>> totals() {
    return Arbitraries.oneOf(
            ModelArbitraries.quantities(), ModelArbitraries.quantities().map(BigDecimal::negate))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static List<PricePlan> alternating(PricingModel first, PricingModel second, int count) {
    List<PricePlan> plans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plans.add(plan(i % 2 == 0 ? first : second));
    }
    return plans;
  }

  private static PricePlan plan(PricingModel model) {
    return new PricePlan(null, Book.id(1), 1, model, List.of(), List.of());
  }

  private static RatedLine rate(List<PricePlan> plans, List<BigDecimal> totals) {
    List<Stretch> stretches = new ArrayList<>();
    Map<Instant, BigDecimal> read = new HashMap<>();
    for (int i = 0; i < plans.size(); i++) {
      stretches.add(new Stretch(Book.day(i + 1), Book.day(i + 2), plans.get(i)));
      read.put(Book.day(i + 2), totals.get(i));
    }
    assertThat(stretches.stream().map(Stretch::to).collect(Collectors.toSet()))
        .isEqualTo(read.keySet());
    return CycleRating.rate(
            new PriceTimeline(stretches),
            read,
            total -> new RuleFacts(total, "usage", null, null, null, Book.METER, Map.of()))
        .line();
  }
}
