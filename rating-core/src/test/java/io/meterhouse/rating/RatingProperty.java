package io.meterhouse.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RatingProperty {

  private static final BigDecimal SMALLEST_STEP = new BigDecimal("0.000000000001");

  @Property
  void shouldNeverCostLessForMore(
      @ForAll("models") PricingModel model,
      @ForAll("quantities") BigDecimal quantity,
      @ForAll("quantities") BigDecimal more) {
    RatedLine less = Rating.rate(model, quantity);
    RatedLine greater = Rating.rate(model, quantity.add(more));
    assertThat(greater.preciseAmount()).isGreaterThanOrEqualTo(less.preciseAmount());
    assertThat(greater.totalAmount()).isGreaterThanOrEqualTo(less.totalAmount());
  }

  @Property
  void shouldSumItsBreakdownToThePreciseAmount(
      @ForAll("models") PricingModel model, @ForAll("quantities") BigDecimal quantity) {
    RatedLine line = Rating.rate(model, quantity);
    BigDecimal sum =
        line.breakdown().stream()
            .map(RatedLine.Part::subtotal)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum).isEqualByComparingTo(line.preciseAmount());
    assertThat(line.breakdown())
        .allSatisfy(
            part ->
                assertThat(part.quantity().multiply(part.unitPrice()))
                    .isEqualByComparingTo(part.subtotal()));
  }

  @Property
  void shouldRoundByLessThanAMinorUnit(
      @ForAll("models") PricingModel model, @ForAll("quantities") BigDecimal quantity) {
    RatedLine line = Rating.rate(model, quantity);
    int digits = Money.minorUnitDigits(line.currency());
    assertThat(line.totalAmount().scale()).isEqualTo(digits);
    assertThat(line.totalAmount().subtract(line.preciseAmount()).abs())
        .isLessThan(BigDecimal.ONE.movePointLeft(digits));
  }

  @Property
  void shouldStayWithinItsBounds(
      @ForAll("models") PricingModel model, @ForAll("quantities") BigDecimal quantity) {
    RatedLine line = Rating.rate(model, quantity);
    Terms terms = model.terms();
    if (terms.minimumCharge() != null) {
      assertThat(line.totalAmount()).isGreaterThanOrEqualTo(terms.minimumCharge());
    }
    if (terms.maximumCharge() != null) {
      assertThat(line.totalAmount()).isLessThanOrEqualTo(terms.maximumCharge());
    }
  }

  /** No jump but the flat fee: a hair above a bound costs a hair more than the bound itself. */
  @Property
  void shouldBeContinuousAtTierBounds(@ForAll("graduated") Graduated model) {
    for (int i = 0; i + 1 < model.tiers().size(); i++) {
      BigDecimal bound = boundOf(model.tiers().get(i));
      Tier next = model.tiers().get(i + 1);
      BigDecimal step =
          amount(model, bound.add(SMALLEST_STEP))
              .subtract(amount(model, bound))
              .subtract(next.flatFee());
      assertThat(step).isEqualByComparingTo(next.unitPrice().multiply(SMALLEST_STEP));
    }
  }

  @Property
  void shouldCostTheSameWhereATierIsCutInTwo(
      @ForAll("graduated") Graduated model, @ForAll("quantities") BigDecimal quantity) {
    Tier last = model.tiers().getLast();
    BigDecimal from =
        model.tiers().size() == 1
            ? BigDecimal.ZERO
            : boundOf(model.tiers().get(model.tiers().size() - 2));
    List<Tier> cut = new ArrayList<>(model.tiers().subList(0, model.tiers().size() - 1));
    cut.add(new Tier(from.add(BigDecimal.TEN), last.unitPrice(), last.flatFee()));
    cut.add(new Tier(null, last.unitPrice(), BigDecimal.ZERO));
    assertThat(amount(new Graduated(cut, model.terms()), quantity))
        .isEqualByComparingTo(amount(model, quantity));
  }

  @Property
  void shouldReadSharedBoundsAndWholeStepsAlike(@ForAll("graduated") Graduated model) {
    assertThat(draft(model, BigDecimal.ZERO).check()).isEqualTo(model);
    boolean whole =
        model.tiers().stream()
            .allMatch(tier -> tier.upTo() == null || tier.upTo().stripTrailingZeros().scale() <= 0);
    if (whole) {
      assertThat(draft(model, BigDecimal.ONE).check()).isEqualTo(model);
    }
  }

  @Property
  void shouldCostThePartsWhatTheWholeCosts(
      @ForAll("prices") BigDecimal price,
      @ForAll("quantities") BigDecimal one,
      @ForAll("quantities") BigDecimal other) {
    PricingModel model = new UsageBased(price, Terms.in(Models.USD));
    assertThat(amount(model, one).add(amount(model, other)))
        .isEqualByComparingTo(amount(model, one.add(other)));
  }

  private static BigDecimal amount(PricingModel model, BigDecimal quantity) {
    return model.parts(quantity).stream()
        .map(RatedLine.Part::subtotal)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal boundOf(Tier tier) {
    return Objects.requireNonNull(tier.upTo());
  }

  private static ModelDraft draft(Graduated model, BigDecimal step) {
    List<TierDraft> tiers = new ArrayList<>();
    BigDecimal from = BigDecimal.ZERO;
    for (Tier tier : model.tiers()) {
      tiers.add(new TierDraft(from.add(step), tier.upTo(), tier.unitPrice(), tier.flatFee()));
      from = tier.upTo() == null ? from : tier.upTo();
    }
    Terms terms = model.terms();
    return new ModelDraft(
        ModelType.TIERED,
        null,
        terms.currency().getCurrencyCode(),
        terms.minimumCharge(),
        terms.maximumCharge(),
        tiers);
  }

  @Provide
  Arbitrary<BigDecimal> quantities() {
    return Arbitraries.oneOf(
        decimals("1000", 3), decimals("99999999999999999999999999", 12), decimals("2", 12));
  }

  @Provide
  Arbitrary<BigDecimal> prices() {
    return decimals("1000", 9);
  }

  @Provide
  Arbitrary<Graduated> graduated() {
    Arbitrary<BigDecimal> widths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 1000).map(BigDecimal::valueOf),
            decimals("1000", 3).filter(width -> width.signum() > 0));
    Arbitrary<List<BigDecimal>> perTier =
        Combinators.combine(widths, prices(), Arbitraries.of("0", "0", "7.5").map(BigDecimal::new))
            .as(List::of);
    return Combinators.combine(perTier.list().ofMinSize(1).ofMaxSize(6), terms())
        .as(RatingProperty::stacked);
  }

  @Provide
  Arbitrary<PricingModel> models() {
    return Arbitraries.oneOf(
        graduated().map(model -> model),
        Combinators.combine(prices(), terms()).as(UsageBased::new),
        Combinators.combine(prices(), terms()).as(Flat::new));
  }

  private static Graduated stacked(List<List<BigDecimal>> widthPriceFee, Terms terms) {
    List<Tier> tiers = new ArrayList<>();
    BigDecimal bound = BigDecimal.ZERO;
    for (int i = 0; i < widthPriceFee.size(); i++) {
      List<BigDecimal> tier = widthPriceFee.get(i);
      bound = bound.add(tier.get(0));
      boolean last = i == widthPriceFee.size() - 1;
      tiers.add(new Tier(last ? null : bound, tier.get(1), tier.get(2)));
    }
    return new Graduated(tiers, terms);
  }

  private static Arbitrary<Terms> terms() {
    Arbitrary<BigDecimal> charges =
        Arbitraries.integers().between(0, 5000).map(BigDecimal::valueOf);
    return Combinators.combine(
            Arbitraries.of("JPY", "USD", "KWD"), charges.injectNull(0.6), charges.injectNull(0.6))
        .as(RatingProperty::termsOf);
  }

  private static Terms termsOf(String currency, BigDecimal minimum, BigDecimal above) {
    BigDecimal maximum = above == null || minimum == null ? above : above.add(minimum);
    return new Terms(Currency.getInstance(currency), minimum, maximum);
  }

  private static Arbitrary<BigDecimal> decimals(String max, int scale) {
    return Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal(max)).ofScale(scale);
  }
}
