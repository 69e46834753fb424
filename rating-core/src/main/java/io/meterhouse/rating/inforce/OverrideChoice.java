package io.meterhouse.rating.inforce;

import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.inforce.PriceBook.TimedOverride;
import io.meterhouse.rating.rule.OverrideType;
import io.meterhouse.rating.rule.PriceOverride;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which overrides of a model are a customer's at a moment: of each type one, that of the more
 * specific place, of several there the one that began later.
 */
public final class OverrideChoice {

  private static final Comparator<TimedOverride> ORDER =
      Comparator.comparingInt((TimedOverride one) -> one.type().specificity())
          .thenComparing(one -> one.time().begins())
          .thenComparing(TimedOverride::id)
          .reversed();

  private static final Choice NONE = new Choice(List.of(), List.of());

  private OverrideChoice() {}

  /** An override that has no effect, and why. */
  public record Rejected(UUID overrideId, String why) {}

  /** Those that have one, by type in the order in which they act, and the others. */
  public record Choice(List<TimedOverride> chosen, List<Rejected> rejected) {}

  /** Chooses at that time. */
  public static Choice at(
      PriceBook book, UUID modelId, ModelHistory.Version version, Customer customer, Instant time) {
    List<TimedOverride> ofModel =
        book.overrides().stream()
            .filter(override -> override.modelId().equals(modelId))
            .sorted(ORDER)
            .toList();
    if (ofModel.isEmpty()) {
      return NONE;
    }
    Set<ScopePlace> places = places(book, customer, time);
    Map<OverrideType, TimedOverride> chosen = new EnumMap<>(OverrideType.class);
    List<Rejected> rejected = new ArrayList<>();
    for (TimedOverride override : ofModel) {
      OverrideType type = override.override().value().type();
      Optional<String> why = why(override, places, time).or(() -> whySenseless(override, version));
      if (why.isPresent()) {
        rejected.add(new Rejected(override.id(), why.get()));
      } else {
        TimedOverride better = chosen.putIfAbsent(type, override);
        if (better != null) {
          rejected.add(
              new Rejected(override.id(), "override %s goes before it".formatted(better.id())));
        }
      }
    }
    return new Choice(List.copyOf(chosen.values()), rejected);
  }

  /** A version of the model that came after the override may make no sense with it. */
  private static Optional<String> whySenseless(
      TimedOverride override, ModelHistory.Version version) {
    if (override.override().value() instanceof PriceOverride.Config config) {
      try {
        config.over(version.draft()).check();
      } catch (InvalidModelException e) {
        return Optional.of(
            "makes no sense with version %d of the model: %s"
                .formatted(version.version(), e.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> why(
      TimedOverride override, Collection<ScopePlace> places, Instant time) {
    if (!override.time().isAt(time)) {
      return Optional.of(override.time().toText());
    }
    return places.contains(ScopePlace.of(override))
        ? Optional.empty()
        : Optional.of("not for this customer");
  }

  private static boolean isFor(TimedOverride override, Customer customer) {
    return switch (override.type()) {
      case GLOBAL -> true;
      case DEPLOYMENT ->
          customer.deploymentType() != null
              && customer.deploymentType().wireName().equals(override.member());
      default -> customer.is(override.type(), override.member());
    };
  }

  /** Where the customer is: what it is itself, and what the scopes above it are of. */
  private static Set<ScopePlace> places(PriceBook book, Customer customer, Instant time) {
    List<PricingScope> inForce =
        book.scopes().stream().filter(scope -> scope.time().isAt(time)).toList();
    Set<ScopePlace> places = new HashSet<>();
    new ScopeTree(inForce).of(customer).keySet().forEach(scope -> places.add(ScopePlace.of(scope)));
    book.overrides().stream()
        .filter(override -> isFor(override, customer))
        .forEach(override -> places.add(ScopePlace.of(override)));
    return places;
  }
}
