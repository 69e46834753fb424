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

  /** Chooses at that time, and says of every scope of the book why it was not chosen. */
  public static Choice at(PriceBook book, Customer customer, String meter, Instant time) {
    Round round = round(book, customer, meter, time);
    return new Choice(round.candidates(), round.rejected());
  }

  /** The scope that is chosen at that time, if any is. */
  static Optional<Candidate> chosenAt(
      PriceBook book, Customer customer, String meter, Instant time) {
    return round(book, customer, meter, time).candidates().stream().findFirst();
  }

  private static Round round(PriceBook book, Customer customer, String meter, Instant time) {
    // A scope that is not in force is no way up either.
    Round now = new Round(book, meter, time, scope -> scope.time().isAt(time));
    now.run(customer, ORDER);
    if (!now.candidates().isEmpty()) {
      return now;
    }
    Round later = new Round(book, meter, time, scope -> isToCome(scope, time));
    later.run(customer, FIRST_TO_COME);
    return later;
  }

  private static boolean isToCome(PricingScope scope, Instant time) {
    return !scope.time().isNamed() && time.isBefore(scope.time().begins());
  }

  /** The choice among some scopes. Every item is priced by one, and nearly none is explained. */
  private static final class Round {

    private final PriceBook book;
    private final String meter;
    private final Instant time;
    private final Predicate<PricingScope> isCounted;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<PricingScope> others = new ArrayList<>();

    Round(PriceBook book, String meter, Instant time, Predicate<PricingScope> isCounted) {
      this.book = book;
      this.meter = meter;
      this.time = time;
      this.isCounted = isCounted;
    }

    List<Candidate> candidates() {
      return candidates;
    }

    List<Rejected> rejected() {
      return others.stream().map(scope -> new Rejected(scope, whyNot(scope))).toList();
    }

    void run(Customer customer, Comparator<Candidate> order) {
      List<PricingScope> counted = book.scopes().stream().filter(isCounted).toList();
      Map<PricingScope, Integer> own = new ScopeTree(counted).of(customer);
      for (PricingScope scope : book.scopes()) {
        Integer steps = own.get(scope);
        Optional<ModelHistory.Version> version =
            steps == null ? Optional.empty() : book.versionAt(scope.modelId(), time);
        if (steps != null && version.filter(this::prices).isPresent()) {
          candidates.add(new Candidate(scope, steps, version.get()));
        } else {
          others.add(scope);
        }
      }
      candidates.sort(order);
    }

    private boolean prices(ModelHistory.Version version) {
      return version.active() && meter.equals(version.meter());
    }

    private String whyNot(PricingScope scope) {
      if (!isCounted.test(scope)) {
        return scope.time().toText();
      }
      Optional<ModelHistory.Version> version = book.versionAt(scope.modelId(), time);
      if (version.isEmpty() || !version.get().active()) {
        return "its model is not active at that time";
      }
      if (!meter.equals(version.get().meter())) {
        return version.get().meter() == null
            ? "its model prices no meter"
            : "its model prices " + version.get().meter();
      }
      return "not for this customer";
    }
  }
}
