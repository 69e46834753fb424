package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.PriceBook.TimedOverride;
import io.meterhouse.rating.inforce.ScopeChoice;
import io.meterhouse.rating.rule.Adjustment;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.ratingengine.pricing.PriceQuestion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a price came about, and what was considered for it and why it was or was not chosen.
 *
 * @param at the moment whose prices these are
 * @param steps the amount after each step of the order in which a price comes about
 * @param scopes of the model's meter, best first; the chosen one is what metered usage of this
 *     customer is priced by
 */
record ExplanationView(
    Instant at,
    UUID pricingModelId,
    int pricingModelVersion,
    List<Step> steps,
    List<ScopeCandidate> scopes,
    List<Candidate> rules,
    List<Candidate> overrides) {

  /** At most so many of each kind are told. */
  private static final int MAX_CANDIDATES = 100;

  /** The amount after a step, exact up to the rounding. */
  record Step(String step, BigDecimal amount) {}

  /** A rule or an override. */
  record Candidate(UUID id, boolean isApplied, String why) {}

  /** A scope. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ScopeCandidate(
      UUID id,
      UUID pricingModelId,
      String scopeType,
      @Nullable String scopeId,
      boolean isChosen,
      String why) {

    private static ScopeCandidate of(PricingScope scope, boolean isChosen, String why) {
      return new ScopeCandidate(
          scope.id(), scope.modelId(), scope.type().wireName(), scope.member(), isChosen, why);
    }
  }

  static ExplanationView of(PriceQuestion question, PriceQuestion.Answer answer) {
    return new ExplanationView(
        question.at(),
        answer.plan().modelId(),
        answer.plan().version(),
        steps(answer.line()),
        scopes(answer.scopes()),
        rules(answer),
        overrides(answer));
  }

  private static List<Step> steps(RatedLine line) {
    List<Step> steps = new ArrayList<>();
    BigDecimal amount = after(BigDecimal.ZERO, line, cause -> cause == null);
    steps.add(new Step("model", amount));
    amount = after(amount, line, cause -> cause != null && isOfARule(cause));
    steps.add(new Step("rules", amount));
    amount = after(amount, line, cause -> cause != null && cause.overrideId() != null);
    steps.add(new Step("overrides", amount));
    amount = after(amount, line, Rating.MINIMUM_CHARGE::equals);
    steps.add(new Step("minimum", amount));
    amount = after(amount, line, Rating.MAXIMUM_CHARGE::equals);
    steps.add(new Step("maximum", amount));
    steps.add(new Step("rounding", line.totalAmount()));
    return steps;
  }

  private static boolean isOfARule(RatedLine.Cause cause) {
    return cause.ruleId() != null || cause.type().equals(Adjustment.NO_LESS_THAN_ZERO);
  }

  private static BigDecimal after(
      BigDecimal before, RatedLine line, Predicate<RatedLine.@Nullable Cause> isOfTheStep) {
    return before.add(
        Rating.sum(
            line.breakdown().stream().filter(part -> isOfTheStep.test(part.cause())).toList()));
  }

  private static List<ScopeCandidate> scopes(ScopeChoice.Choice choice) {
    PricingScope chosen = choice.chosen().map(ScopeChoice.Candidate::scope).orElse(null);
    return Stream.concat(
            choice.candidates().stream().map(one -> candidate(one, chosen)),
            choice.rejected().stream().map(one -> ScopeCandidate.of(one.scope(), false, one.why())))
        .limit(MAX_CANDIDATES)
        .toList();
  }

  private static ScopeCandidate candidate(
      ScopeChoice.Candidate candidate, @Nullable PricingScope chosen) {
    boolean isChosen = Objects.equals(candidate.scope(), chosen);
    String why =
        "%s, %d steps up from the customer, in force from %s"
            .formatted(
                candidate.scope().isOverride() ? "an override" : "no override",
                candidate.steps(),
                candidate.scope().time().begins());
    return ScopeCandidate.of(
        candidate.scope(), isChosen, isChosen ? why : why + "; a better one goes before it");
  }

  private static List<Candidate> rules(PriceQuestion.Answer answer) {
    return Stream.concat(
            answer.price().rules().appliedRules().stream()
                .map(id -> new Candidate(id, true, "all its conditions are met")),
            answer.price().rules().notApplied().stream()
                .map(one -> new Candidate(one.ruleId(), false, one.why())))
        .limit(MAX_CANDIDATES)
        .toList();
  }

  private static List<Candidate> overrides(PriceQuestion.Answer answer) {
    return Stream.concat(
            answer.overrides().chosen().stream()
                .map(TimedOverride::id)
                .map(id -> new Candidate(id, true, "the most specific of its type")),
            answer.overrides().rejected().stream()
                .map(one -> new Candidate(one.overrideId(), false, one.why())))
        .limit(MAX_CANDIDATES)
        .toList();
  }
}
