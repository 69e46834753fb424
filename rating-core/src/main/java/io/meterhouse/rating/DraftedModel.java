package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the model of a draft in which nothing is wrong. */
final class DraftedModel {

  private final ModelDraft draft;
  private final Terms terms;

  private DraftedModel(ModelDraft draft, Terms terms) {
    this.draft = draft;
    this.terms = terms;
  }

  static PricingModel of(ModelDraft draft, Terms terms) {
    PricingModel priced = new DraftedModel(draft, terms).priced();
    BigDecimal free = draft.number(ConfigField.FREE_QUANTITY);
    return free == null || free.signum() == 0 ? priced : new FreeAllowance(free, priced);
  }

  private PricingModel priced() {
    return switch (draft.type()) {
      case FLAT -> new Flat(basePrice(), terms);
      case USAGE_BASED -> new UsageBased(basePrice(), terms);
      case TIERED ->
          draft.tierMode() == TierMode.VOLUME
              ? new Volume(tiers(TierDraft::unitPrice), terms)
              : new Graduated(tiers(TierDraft::unitPrice), terms);
      case SUBSCRIPTION ->
          new Subscription(basePrice(), Objects.requireNonNull(draft.subscriptionPeriod()), terms);
      case REVENUE_SHARE -> new RevenueShare(number(ConfigField.REVENUE_SHARE_PERCENT), terms);
      case HYBRID -> new Hybrid(draft.components().stream().map(this::component).toList(), terms);
      case PACKAGE -> new PackagePrice(basePrice(), number(ConfigField.PACKAGE_SIZE), terms);
      case PERCENTAGE -> new Percentage(number(ConfigField.PERCENT), terms);
      case GRADUATED_PERCENTAGE -> new GraduatedPercentage(tiers(DraftedModel::rate), terms);
      case STAIRSTEP -> new Stairstep(tiers(tier -> BigDecimal.ZERO), terms);
      case DYNAMIC -> new Dynamic(terms);
      case COMMITTED_CAPACITY ->
          new CommittedCapacity(
              basePrice(),
              number(ConfigField.INCLUDED_QUANTITY),
              number(ConfigField.OVERAGE_UNIT_PRICE),
              terms);
    };
  }

  private Hybrid.Component component(ComponentDraft component) {
    return new Hybrid.Component(
        of(component.draft(), Terms.in(terms.currency())), component.weightOrOne());
  }

  private List<Tier> tiers(Function<TierDraft, @Nullable BigDecimal> price) {
    return draft.tiers().stream()
        .map(
            tier ->
                new Tier(
                    tier.maxQuantity(),
                    Objects.requireNonNull(price.apply(tier)),
                    tier.flatFee() == null ? BigDecimal.ZERO : tier.flatFee()))
        .toList();
  }

  private static BigDecimal rate(TierDraft tier) {
    return Amounts.hundredth(Objects.requireNonNull(tier.percent()));
  }

  private BigDecimal basePrice() {
    return number(ConfigField.BASE_PRICE);
  }

  private BigDecimal number(ConfigField field) {
    return Objects.requireNonNull(draft.number(field), field::wireName);
  }
}
