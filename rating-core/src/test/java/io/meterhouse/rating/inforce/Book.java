package io.meterhouse.rating.inforce;

import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.ModelOverride;
import io.meterhouse.rating.rule.PriceOverride;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A price book in short notation: days are those of November 2026, things are called by numbers.
 */
final class Book {

  static final String METER = "tokens";

  private final List<PricingScope> scopes = new ArrayList<>();
  private final Map<UUID, List<ModelHistory.Version>> versions = new HashMap<>();
  private final List<PriceBook.TimedRule> rules = new ArrayList<>();
  private final List<PriceBook.TimedOverride> overrides = new ArrayList<>();

  static Instant day(int day) {
    return Instant.parse("2026-11-01T00:00:00Z").plusSeconds(86_400L * (day - 1));
  }

  /** Of the day at whose beginning that is. */
  static long number(Instant day) {
    return Duration.between(day(0), day).toDays();
  }

  static UUID id(int number) {
    return new UUID(0, number);
  }

  /** A version from that day on, written down then; 0: it always was. */
  Book model(int model, int fromDay, ModelDraft draft) {
    return version(
        model,
        new ModelHistory.Version(
            next(model), fromDay == 0 ? null : day(fromDay), day(fromDay), true, METER, draft));
  }

  Book model(int model, int fromDay, String price) {
    return model(
        model, fromDay, Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=" + price));
  }

  Book deactivated(int model, int fromDay) {
    ModelHistory.Version last = versions.getOrDefault(id(model), List.of()).getLast();
    return version(
        model,
        new ModelHistory.Version(
            next(model), day(fromDay), day(fromDay), false, METER, last.draft()));
  }

  Book version(int model, ModelHistory.Version version) {
    versions.computeIfAbsent(id(model), missing -> new ArrayList<>()).add(version);
    return this;
  }

  private int next(int model) {
    return versions.getOrDefault(id(model), List.of()).size() + 1;
  }

  /** A scope of that model for everybody, written down long ago. */
  Book global(int scope, int model) {
    return scope(scope, model, ScopeType.GLOBAL, null, EffectiveTime.since(day(-400)));
  }

  Book scope(int scope, int model, ScopeType type, @Nullable String member, EffectiveTime time) {
    return add(new PricingScope(id(scope), id(model), type, member, null, false, null, time));
  }

  Book child(int scope, int model, ScopeType type, String member, int parent) {
    return add(
        new PricingScope(
            id(scope),
            id(model),
            type,
            member,
            null,
            false,
            id(parent),
            EffectiveTime.since(day(-400))));
  }

  Book deployed(int scope, int model, DeploymentType deployment) {
    return add(
        new PricingScope(
            id(scope),
            id(model),
            ScopeType.DEPLOYMENT,
            null,
            deployment,
            false,
            null,
            EffectiveTime.since(day(-400))));
  }

  Book add(PricingScope scope) {
    scopes.add(scope);
    return this;
  }

  Book rule(int rule, int model, EffectiveTime time, Action action) {
    rules.add(
        new PriceBook.TimedRule(
            id(model), new Rule(id(rule), "rule " + rule, List.of(), List.of(action), 0), time));
    return this;
  }

  Book override(
      int override, int model, ScopeType type, @Nullable String member, PriceOverride value) {
    return override(override, model, type, member, value, EffectiveTime.since(day(-400)));
  }

  Book override(
      int override,
      int model,
      ScopeType type,
      @Nullable String member,
      PriceOverride value,
      EffectiveTime time) {
    overrides.add(
        new PriceBook.TimedOverride(
            id(model), type, member, new ModelOverride(id(override), value, "agreed"), time));
    return this;
  }

  PriceBook book() {
    Map<UUID, ModelHistory> models = new HashMap<>();
    versions.forEach((model, all) -> models.put(model, new ModelHistory(model, all)));
    return new PriceBook(scopes, models, rules, overrides);
  }
}
