package io.meterhouse.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RatingProperty {

  private static final BigDecimal SMALLEST_STEP = new BigDecimal("0.000000000001");

  @Property
  void shouldNeverCostLessForMore(
      @ForAll("monotone") PricingModel model,
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
      @ForAll("proportional") PricingModel model,
      @ForAll("quantities") BigDecimal one,
      @ForAll("quantities") BigDecimal other) {
    assertThat(amount(model, one).add(amount(model, other)))
        .isEqualByComparingTo(amount(model, one.add(other)));
  }

  /** Corrections above what was used: nothing more is due than for no usage, and nothing less. */
  @Property
  void shouldBillANegativeTotalAsNone(
      @ForAll("models") PricingModel model, @ForAll("widths") BigDecimal below) {
    RatedLine none = Rating.rate(model, BigDecimal.ZERO);
    RatedLine negative = Rating.rate(model, below.negate());
    assertThat(negative.quantity()).isEqualByComparingTo(below.negate());
    assertThat(negative).usingRecursiveComparison().ignoringFields("quantity").isEqualTo(none);
  }

  @Property
  void shouldShowAUnitPriceWithinHalfOfItsLastDigit(
      @ForAll("simple") PricingModel model, @ForAll("widths") BigDecimal quantity) {
    BigDecimal shown = Rating.rate(model, quantity).unitPrice();
    assertThat(shown.multiply(quantity).subtract(amount(model, quantity)).abs())
        .isLessThanOrEqualTo(quantity.multiply(new BigDecimal("0.0000000000005")));
  }

  @Property
  void shouldCostInAHybridWhatItsComponentsCostTimesTheirWeights(
      @ForAll("hybrids") Hybrid model, @ForAll("quantities") BigDecimal quantity) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Hybrid.Component component : model.components()) {
      sum = sum.add(amount(component.model(), quantity).multiply(component.weight()));
    }
    assertThat(amount(model, quantity)).isEqualByComparingTo(sum);
  }

  @Property
  void shouldCostAboveTheAllowanceWhatItCostsWithoutOne(
      @ForAll("simple") PricingModel model,
      @ForAll("widths") BigDecimal free,
      @ForAll("quantities") BigDecimal quantity) {
    PricingModel allowed = new FreeAllowance(free, model);
    assertThat(amount(allowed, free.add(quantity))).isEqualByComparingTo(amount(model, quantity));
    assertThat(amount(allowed, free)).isEqualByComparingTo(amount(model, BigDecimal.ZERO));
  }

  /** In whole packages, at least what the units are and less than one package more. */
  @Property
  void shouldSellAtMostOnePackageThatIsNotFull(
      @ForAll("widths") BigDecimal price,
      @ForAll("widths") BigDecimal size,
      @ForAll("quantities") BigDecimal quantity) {
    PricingModel model = new PackagePrice(price, size, Terms.in(Models.USD));
    BigDecimal used = quantity.multiply(price);
    assertThat(amount(model, quantity).multiply(size))
        .isBetween(used, used.add(price.multiply(size)))
        .isNotEqualByComparingTo(used.add(price.multiply(size)));
  }

  @Property
  void shouldCostInAVolumeWhatTheSameTiersCostAsAStepAndAUnitPrice(
      @ForAll("graduated") Graduated tiers, @ForAll("quantities") BigDecimal quantity) {
    BigDecimal expected = BigDecimal.ZERO;
    BigDecimal from = BigDecimal.ZERO;
    for (Tier tier : tiers.tiers()) {
      if (quantity.compareTo(from) > 0
          && (tier.upTo() == null || quantity.compareTo(tier.upTo()) <= 0)) {
        expected = quantity.multiply(tier.unitPrice()).add(tier.flatFee());
      }
      from = tier.upTo() == null ? from : tier.upTo();
    }
    assertThat(amount(new Volume(tiers.tiers(), tiers.terms()), quantity))
        .isEqualByComparingTo(expected);
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
      tiers.add(new TierDraft(from.add(step), tier.upTo(), tier.unitPrice(), null, tier.flatFee()));
      from = tier.upTo() == null ? from : tier.upTo();
    }
    return new ModelDraft(
        ModelType.TIERED,
        model.terms().currency().getCurrencyCode(),
        bounds(model.terms()),
        null,
        null,
        tiers,
        List.of());
  }

  private static Map<ConfigField, BigDecimal> bounds(Terms terms) {
    Map<ConfigField, BigDecimal> bounds = new EnumMap<>(ConfigField.class);
    if (terms.minimumCharge() != null) {
      bounds.put(ConfigField.MINIMUM_CHARGE, terms.minimumCharge());
    }
    if (terms.maximumCharge() != null) {
      bounds.put(ConfigField.MAXIMUM_CHARGE, terms.maximumCharge());
    }
    return bounds;
  }

  @Provide
  Arbitrary<BigDecimal> quantities() {
    return ModelArbitraries.quantities();
  }

  @Provide
  Arbitrary<BigDecimal> widths() {
    return ModelArbitraries.widths();
  }

  @Provide
  Arbitrary<Graduated> graduated() {
    return ModelArbitraries.graduated();
  }

  @Provide
  Arbitrary<Hybrid> hybrids() {
    return ModelArbitraries.hybrids();
  }

  @Provide
  Arbitrary<PricingModel> models() {
    return ModelArbitraries.all();
  }

  @Provide
  Arbitrary<PricingModel> simple() {
    return ModelArbitraries.simple();
  }

  @Provide
  Arbitrary<PricingModel> monotone() {
    return ModelArbitraries.monotone();
  }

  @Provide
  Arbitrary<PricingModel> proportional() {
    return ModelArbitraries.proportional();
  }
}
