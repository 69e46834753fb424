package io.meterhouse.rating.inforce;

import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which scope's model prices a meter for a customer at a moment. In this order: the more specific
 * type, the fewer steps up from the customer, an override, the one that began later, the greater
 * id.
 */
public final class ScopeChoice {

  private static final Comparator<Candidate> ORDER =
      Comparator.comparingInt((Candidate one) -> one.scope().type().specificity())
          .thenComparing(Candidate::steps, Comparator.reverseOrder())
          .thenComparing(one -> one.scope().isOverride())
          .thenComparing(one -> one.scope().time().begins())
          .thenComparing(one -> one.scope().id())
          .reversed();

  private ScopeChoice() {}

  /** A scope that is in the running, and how many steps up from the customer. */
  public record Candidate(PricingScope scope, int steps, ModelHistory.Version version) {

    /** Whether somebody named the time from which this price is in force. */
    boolean isTimeNamed() {
      return scope.time().isNamed() || version.effectiveFrom() != null;
    }
  }

  /** A scope that is not, and why. */
  public record Rejected(PricingScope scope, String why) {}

  /** The candidates, best first, and what is none. */
  public record Choice(List<Candidate> candidates, List<Rejected> rejected) {

    /** The scope that is chosen, if any is. */
    public Optional<Candidate> chosen() {
      return candidates.stream().findFirst();
    }
  }

  /** Chooses at that time. */
  public static Choice at(PriceBook book, Customer customer, String meter, Instant time) {
    // A scope that is not in force is no way up either.
    List<PricingScope> inForce =
        book.scopes().stream().filter(scope -> scope.time().isAt(time)).toList();
    Map<PricingScope, Integer> own = new ScopeTree(inForce).of(customer);
    List<Candidate> candidates = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    for (PricingScope scope : book.scopes()) {
      Optional<ModelHistory.Version> version = book.versionAt(scope.modelId(), time);
      Optional<String> why = why(scope, version, own, meter, time);
      if (why.isPresent()) {
        rejected.add(new Rejected(scope, why.get()));
      } else {
        int steps = own.getOrDefault(scope, 0);
        candidates.add(new Candidate(scope, steps, version.orElseThrow()));
      }
    }
    candidates.sort(ORDER);
    return new Choice(candidates, rejected);
  }

  private static Optional<String> why(
      PricingScope scope,
      Optional<ModelHistory.Version> version,
      Map<PricingScope, Integer> own,
      String meter,
      Instant time) {
    if (!scope.time().isAt(time)) {
      return Optional.of(
          "in force from %s%s"
              .formatted(
                  scope.time().begins(),
                  scope.time().ends() == null ? "" : " to " + scope.time().ends()));
    }
    if (version.isEmpty() || !version.get().active()) {
      return Optional.of("its model is not active at that time");
    }
    if (!meter.equals(version.get().meter())) {
      return Optional.of(
          version.get().meter() == null
              ? "its model prices no meter"
              : "its model prices " + version.get().meter());
    }
    return own.containsKey(scope) ? Optional.empty() : Optional.of("not for this customer");
  }
}
