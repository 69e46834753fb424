package io.meterhouse.rating.inforce;

import io.meterhouse.rating.rule.ModelOverride;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeTree;
import io.meterhouse.rating.scope.ScopeType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a tenant has written about prices, past and future, or the part of it that
 * concerns some customers. What is in force for whom is read off it.
 *
 * @param models by id; a scope whose model is not here is for nothing
 */
public record PriceBook(
    List<PricingScope> scopes,
    Map<UUID, ModelHistory> models,
    List<TimedRule> rules,
    List<TimedOverride> overrides) {

  /** A tenant that has written nothing. */
  public static final PriceBook EMPTY = new PriceBook(List.of(), Map.of(), List.of(), List.of());

  /** Copies. */
  public PriceBook {
    scopes = List.copyOf(scopes);
    models = Map.copyOf(models);
    rules = List.copyOf(rules);
    overrides = List.copyOf(overrides);
  }

  /** A rule of a model, and when it is in force. */
  public record TimedRule(UUID modelId, Rule rule, EffectiveTime time) {

    private TimedRule asKnownAt(Instant known) {
      return new TimedRule(modelId, rule, time.asKnownAt(known));
    }
  }

  /**
   * An approved override of a model for somebody, and when it is in force.
   *
   * @param member null for global; of deployment the API name of the kind
   */
  public record TimedOverride(
      UUID modelId,
      ScopeType type,
      @Nullable String member,
      ModelOverride override,
      EffectiveTime time) {

    /** Of the override. */
    public UUID id() {
      return override.id();
    }

    private TimedOverride asKnownAt(Instant known) {
      return new TimedOverride(modelId, type, member, override, time.asKnownAt(known));
    }
  }

  /** As it was known then: what was recorded later is not in it, what was ended later goes on. */
  public PriceBook asKnownAt(Instant known) {
    return new PriceBook(
        scopes.stream()
            .filter(scope -> scope.time().isKnownAt(known))
            .map(scope -> scope.during(scope.time().asKnownAt(known)))
            .toList(),
        models.values().stream()
            .map(model -> model.asKnownAt(known))
            .collect(Collectors.toMap(ModelHistory::modelId, model -> model)),
        rules.stream()
            .filter(rule -> rule.time().isKnownAt(known))
            .map(rule -> rule.asKnownAt(known))
            .toList(),
        overrides.stream()
            .filter(override -> override.time().isKnownAt(known))
            .map(override -> override.asKnownAt(known))
            .toList());
  }

  /**
   * The part of it that can matter to the customer's usage of the meter: the customer's scopes
   * whose model prices it at some time, and those through which one is somebody's.
   */
  PriceBook concerning(Customer customer, String meter) {
    Set<PricingScope> own = new ScopeTree(scopes).of(customer).keySet();
    Set<UUID> parents =
        own.stream()
            .map(PricingScope::parentId)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    List<PricingScope> mine =
        own.stream()
            .filter(
                scope ->
                    scope.parentId() != null
                        || parents.contains(scope.id())
                        || prices(scope.modelId(), meter))
            .toList();
    Set<UUID> ids = mine.stream().map(PricingScope::modelId).collect(Collectors.toSet());
    Map<UUID, ModelHistory> histories = new HashMap<>();
    for (UUID id : ids) {
      ModelHistory history = models.get(id);
      if (history != null) {
        histories.put(id, history);
      }
    }
    return new PriceBook(
        mine,
        histories,
        rules.stream().filter(rule -> ids.contains(rule.modelId())).toList(),
        overrides.stream().filter(override -> ids.contains(override.modelId())).toList());
  }

  private boolean prices(UUID modelId, String meter) {
    ModelHistory history = models.get(modelId);
    return history != null
        && history.versions().stream().anyMatch(version -> meter.equals(version.meter()));
  }

  /** The version of a model that is in force at that time; empty where the book has none. */
  public Optional<ModelHistory.Version> versionAt(UUID modelId, Instant time) {
    return Optional.ofNullable(models.get(modelId)).flatMap(model -> model.at(time));
  }
}
