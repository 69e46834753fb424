package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Models of every kind, in currencies without and with two and three decimals. */
public final class ModelArbitraries {

  private ModelArbitraries() {}

  /** A model that lacks its terms. */
  private interface Priced {
    PricingModel in(Terms terms);
  }

  /** Models of every kind. */
  public static Arbitrary<PricingModel> all() {
    return withTerms(composed(any()));
  }

  /** Of every kind of which more never costs less: neither volume nor stairstep is within. */
  public static Arbitrary<PricingModel> monotone() {
    return withTerms(composed(rising()));
  }

  /** Of every kind that is not made of others. */
  static Arbitrary<PricingModel> simple() {
    return withTerms(any());
  }

  /** Of every kind that costs so much a unit and nothing else. */
  static Arbitrary<PricingModel> proportional() {
    return withTerms(
        Arbitraries.oneOf(
            prices().map(price -> terms -> new Flat(price, terms)),
            prices().map(price -> terms -> new UsageBased(price, terms)),
            prices().map(percent -> terms -> new Percentage(percent, terms)),
            decimals("100", 9).map(percent -> terms -> new RevenueShare(percent, terms)),
            Arbitraries.just(Dynamic::new)));
  }

  static Arbitrary<Graduated> graduated() {
    return Combinators.combine(tiers(prices()), terms()).as(Graduated::new);
  }

  static Arbitrary<Hybrid> hybrids() {
    return withTerms(hybrid(any())).map(Hybrid.class::cast);
  }

  /** Of usage. */
  public static Arbitrary<BigDecimal> quantities() {
    return Arbitraries.oneOf(
        decimals("1000", 3), decimals("99999999999999999999999999", 12), decimals("2", 12));
  }

  static Arbitrary<BigDecimal> prices() {
    return decimals("1000", 9);
  }

  /** Of tiers, packages and allowances: above 0, whole or with three decimals. */
  static Arbitrary<BigDecimal> widths() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 1000).map(BigDecimal::valueOf),
        decimals("1000", 3).filter(width -> width.signum() > 0));
  }

  static Arbitrary<Terms> terms() {
    Arbitrary<BigDecimal> charges =
        Arbitraries.integers().between(0, 5000).map(BigDecimal::valueOf);
    return Combinators.combine(
            Arbitraries.of("JPY", "USD", "KWD"), charges.injectNull(0.6), charges.injectNull(0.6))
        .as(ModelArbitraries::termsOf);
  }

  private static Arbitrary<PricingModel> withTerms(Arbitrary<Priced> models) {
    return Combinators.combine(models, terms()).as(Priced::in).withoutEdgeCases();
  }

  private static Arbitrary<Priced> rising() {
    return Arbitraries.oneOf(
        prices().map(price -> terms -> new Flat(price, terms)),
        prices().map(price -> terms -> new UsageBased(price, terms)),
        tiers(prices()).map(tiers -> terms -> new Graduated(tiers, terms)),
        tiers(prices()).map(tiers -> terms -> new GraduatedPercentage(tiers, terms)),
        prices().map(fee -> terms -> new Subscription(fee, SubscriptionPeriod.MONTHLY, terms)),
        decimals("100", 9).map(percent -> terms -> new RevenueShare(percent, terms)),
        prices().map(percent -> terms -> new Percentage(percent, terms)),
        Combinators.combine(prices(), widths())
            .as((price, size) -> terms -> new PackagePrice(price, size, terms)),
        Combinators.combine(prices(), widths(), prices())
            .as(
                (fee, included, above) ->
                    terms -> new CommittedCapacity(fee, included, above, terms)),
        Arbitraries.just(Dynamic::new));
  }

  private static Arbitrary<Priced> any() {
    return Arbitraries.frequencyOf(
        Tuple.of(10, rising()),
        Tuple.of(1, tiers(prices()).map(tiers -> terms -> new Volume(tiers, terms))),
        Tuple.of(
            1,
            tiers(Arbitraries.just(BigDecimal.ZERO))
                .map(tiers -> terms -> new Stairstep(tiers, terms))));
  }

  private static Arbitrary<Priced> composed(Arbitrary<Priced> simple) {
    return Arbitraries.frequencyOf(
        Tuple.of(3, simple), Tuple.of(1, allowed(simple)), Tuple.of(1, hybrid(simple)));
  }

  private static Arbitrary<Priced> allowed(Arbitrary<Priced> simple) {
    return Combinators.combine(widths(), simple)
        .as((free, model) -> terms -> new FreeAllowance(free, model.in(terms)));
  }

  private static Arbitrary<Priced> hybrid(Arbitrary<Priced> simple) {
    record Weighted(Priced model, BigDecimal weight) {
      Hybrid.Component in(Terms terms) {
        return new Hybrid.Component(model.in(Terms.in(terms.currency())), weight);
      }
    }
    return Combinators.combine(
            Arbitraries.frequencyOf(Tuple.of(3, simple), Tuple.of(1, allowed(simple))), widths())
        .as(Weighted::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(
            weighted ->
                terms -> new Hybrid(weighted.stream().map(one -> one.in(terms)).toList(), terms));
  }

  private static Arbitrary<List<Tier>> tiers(Arbitrary<BigDecimal> unitPrices) {
    return Combinators.combine(
            widths(), unitPrices, Arbitraries.of("0", "0", "7.5").map(BigDecimal::new))
        .as(List::of)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(ModelArbitraries::stacked);
  }

  private static List<Tier> stacked(List<List<BigDecimal>> widthPriceFee) {
    List<Tier> tiers = new ArrayList<>();
    BigDecimal bound = BigDecimal.ZERO;
    for (int i = 0; i < widthPriceFee.size(); i++) {
      List<BigDecimal> tier = widthPriceFee.get(i);
      bound = bound.add(tier.get(0));
      boolean last = i == widthPriceFee.size() - 1;
      tiers.add(new Tier(last ? null : bound, tier.get(1), tier.get(2)));
    }
    return tiers;
  }

  private static Terms termsOf(
      String currency, @Nullable BigDecimal minimum, @Nullable BigDecimal above) {
    BigDecimal maximum = above == null || minimum == null ? above : above.add(minimum);
    return new Terms(Currency.getInstance(currency), minimum, maximum);
  }

  private static Arbitrary<BigDecimal> decimals(String max, int scale) {
    return Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal(max)).ofScale(scale);
  }
}
