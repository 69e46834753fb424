package io.meterhouse.ratingengine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.TierDraft;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's {@code config} as the API shows it: numbers are numbers, what is absent is not there.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigView(
    @Nullable BigDecimal basePrice,
    String currency,
    @Nullable BigDecimal minimumCharge,
    @Nullable BigDecimal maximumCharge,
    @Nullable List<Tier> tiers,
    @Nullable String usageMetric,
    @Nullable String usageUnit) {

  /** Of that config. */
  public static ConfigView of(ModelConfig config) {
    ModelDraft draft = config.draft();
    return new ConfigView(
        draft.basePrice(),
        draft.currency(),
        draft.minimumCharge(),
        draft.maximumCharge(),
        draft.tiers().isEmpty() ? null : draft.tiers().stream().map(Tier::of).toList(),
        config.usageMetric(),
        config.usageUnit());
  }

  /** A tier as the API shows it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tier(
      @Nullable BigDecimal minQuantity,
      @Nullable BigDecimal maxQuantity,
      @Nullable BigDecimal unitPrice,
      @Nullable BigDecimal flatFee) {

    static Tier of(TierDraft tier) {
      return new Tier(tier.minQuantity(), tier.maxQuantity(), tier.unitPrice(), tier.flatFee());
    }
  }
}
