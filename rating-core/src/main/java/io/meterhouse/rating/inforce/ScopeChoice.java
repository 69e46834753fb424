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
import java.util.function.Predicate;

/**
 * Which scope's model prices a meter for a customer at a moment. In this order: the more specific
 * type, the fewer steps up from the customer, an override, the one that began later, the greater
 * id.
 *
 * <p>Where no scope is in force, the first that comes prices what was used before it, unless a time
 * was named from which it is in force.
 */
public final class ScopeChoice {

  private static final Comparator<Candidate> ORDER =
      Comparator.comparingInt((Candidate one) -> one.scope().type().specificity())
          .thenComparing(Candidate::steps, Comparator.reverseOrder())
          .thenComparing(one -> one.scope().isOverride())
          .thenComparing(one -> one.scope().time().begins())
          .thenComparing(one -> one.scope().id())
          .reversed();

  private static final Comparator<Candidate> FIRST_TO_COME =
      Comparator.comparing((Candidate one) -> one.scope().time().begins()).thenComparing(ORDER);

  private ScopeChoice() {}

  /** A scope that is in the running, and how many steps up from the customer. */
  public record Candidate(PricingScope scope, int steps, ModelHistory.Version version) {}

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
    Choice now = among(book, customer, meter, time, scope -> scope.time().isAt(time), ORDER);
    return now.candidates().isEmpty()
        ? among(book, customer, meter, time, scope -> isToCome(scope, time), FIRST_TO_COME)
        : now;
  }

  private static boolean isToCome(PricingScope scope, Instant time) {
    return !scope.time().isNamed() && time.isBefore(scope.time().begins());
  }

  private static Choice among(
      PriceBook book,
      Customer customer,
      String meter,
      Instant time,
      Predicate<PricingScope> isCounted,
      Comparator<Candidate> order) {
    List<PricingScope> counted = book.scopes().stream().filter(isCounted).toList();
    Map<PricingScope, Integer> own = new ScopeTree(counted).of(customer);
    List<Candidate> candidates = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    for (PricingScope scope : book.scopes()) {
      Optional<ModelHistory.Version> version = book.versionAt(scope.modelId(), time);
      Optional<String> why =
          isCounted.test(scope)
              ? whyNot(scope, version, own, meter)
              : Optional.of(scope.time().toText());
      if (why.isPresent()) {
        rejected.add(new Rejected(scope, why.get()));
      } else {
        int steps = own.getOrDefault(scope, 0);
        candidates.add(new Candidate(scope, steps, version.orElseThrow()));
      }
    }
    candidates.sort(order);
    return new Choice(candidates, rejected);
  }

  private static Optional<String> whyNot(
      PricingScope scope,
      Optional<ModelHistory.Version> version,
      Map<PricingScope, Integer> own,
      String meter) {
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
