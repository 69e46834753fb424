package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.PriceBook.TimedOverride;
import io.meterhouse.ratingengine.pricing.PriceQuestion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A calculated price as the API shows it.
 *
 * @param basePrice exact sum of the breakdown, which is the model's own
 * @param adjustments of rules, overrides and bounds, in the order in which they were made
 * @param finalPrice base price and adjustments, rounded once to the currency's minor unit
 * @param explanation where it was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CalculationView(
    BigDecimal basePrice,
    List<Adjustment> adjustments,
    BigDecimal finalPrice,
    String currency,
    List<Component> breakdown,
    List<UUID> appliedRules,
    List<UUID> appliedOverrides,
    Instant calculatedAt,
    @Nullable ExplanationView explanation) {

  /** What is added to or taken from the base price. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Adjustment(
      String type,
      BigDecimal amount,
      String reason,
      @Nullable UUID ruleId,
      @Nullable UUID overrideId) {

    static Adjustment of(RatedLine.Part part, RatedLine.Cause cause) {
      return new Adjustment(
          cause.type(), part.subtotal(), part.component(), cause.ruleId(), cause.overrideId());
    }
  }

  /** A part of the base price. */
  record Component(
      String component, BigDecimal quantity, BigDecimal unitPrice, BigDecimal subtotal) {

    static Component of(RatedLine.Part part) {
      return new Component(part.component(), part.quantity(), part.unitPrice(), part.subtotal());
    }
  }

  static CalculationView of(
      PriceQuestion question, PriceQuestion.Answer answer, boolean isExplained, Instant now) {
    RatedLine line = answer.line();
    List<RatedLine.Part> own =
        line.breakdown().stream().filter(part -> part.cause() == null).toList();
    return new CalculationView(
        Rating.sum(own),
        adjustments(line),
        line.totalAmount(),
        line.currency().getCurrencyCode(),
        own.stream().map(Component::of).toList(),
        answer.price().rules().appliedRules(),
        answer.plan().overrides().stream().map(TimedOverride::id).toList(),
        now,
        isExplained ? ExplanationView.of(question, answer) : null);
  }

  private static List<Adjustment> adjustments(RatedLine line) {
    return line.breakdown().stream()
        .<Adjustment>mapMulti(
            (part, next) -> {
              RatedLine.Cause cause = part.cause();
              if (cause != null) {
                next.accept(Adjustment.of(part, cause));
              }
            })
        .toList();
  }
}
