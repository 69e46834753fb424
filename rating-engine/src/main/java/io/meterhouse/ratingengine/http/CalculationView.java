package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A calculated price as the API shows it.
 *
 * @param basePrice exact sum of the breakdown
 * @param finalPrice base price and adjustments, rounded once to the currency's minor unit
 */
record CalculationView(
    BigDecimal basePrice,
    List<Adjustment> adjustments,
    BigDecimal finalPrice,
    String currency,
    List<RatedLine.Part> breakdown,
    List<UUID> appliedRules,
    List<UUID> appliedOverrides,
    Instant calculatedAt) {

  /** What is added to or taken from the base price. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Adjustment(String type, BigDecimal amount, String reason, @Nullable UUID ruleId) {}

  static Adjustment adjustment(RatedLine.Part bound) {
    String type =
        bound.component().equals(Rating.MINIMUM_CHARGE) ? "minimum_charge" : "maximum_charge";
    return new Adjustment(type, bound.subtotal(), bound.component(), null);
  }
}
