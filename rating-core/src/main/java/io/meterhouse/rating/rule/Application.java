package io.meterhouse.rating.rule;

import io.meterhouse.rating.Amounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One amount on its way through the groups of rules. */
final class Application {

  private static final Set<ActionType> COMPUTED =
      EnumSet.of(
          ActionType.APPLY_DISCOUNT, ActionType.APPLY_SURCHARGE, ActionType.APPLY_MULTIPLIER);
  private static final Set<ActionType> FEES = EnumSet.of(ActionType.ADD_FEE);

  private final List<Adjustment> adjustments = new ArrayList<>();
  private final Set<UUID> applied = new LinkedHashSet<>();
  private final Map<UUID, String> rejected = new HashMap<>();
  private BigDecimal amount;
  private @Nullable Rule skipping;

  Application(BigDecimal amount) {
    this.amount = amount;
  }

  private record Step(Rule rule, Action action) {}

  void reject(Rule rule, String why) {
    rejected.put(rule.id(), why);
  }

  /** Lets rules of one priority act, whose conditions are met. */
  void act(List<Rule> rules) {
    List<Step> steps =
        rules.stream()
            .flatMap(rule -> rule.actions().stream().map(action -> new Step(rule, action)))
            .toList();
    if (skipping == null) {
      steps.stream()
          .filter(step -> step.action() instanceof Action.Skip)
          .findFirst()
          .ifPresentOrElse(this::skip, () -> adjust(steps));
    }
    Rule skips = skipping;
    String why =
        skips == null
            ? "a rule of the same priority sets a price that is not higher"
            : "rule %s skips the item".formatted(skips.id());
    rules.stream().filter(rule -> !applied.contains(rule.id())).forEach(rule -> reject(rule, why));
  }

  /** The amount as it is now; {@code order} is that of all rules. */
  Applied result(List<UUID> order) {
    List<Rejected> notApplied =
        order.stream()
            .filter(rejected::containsKey)
            .map(id -> new Rejected(id, Objects.requireNonNull(rejected.get(id))))
            .toList();
    return new Applied(amount, adjustments, List.copyOf(applied), skipping != null, notApplied);
  }

  private void skip(Step step) {
    skipping = step.rule();
    add(step, amount.negate());
  }

  private void adjust(List<Step> steps) {
    setPrice(steps);
    BigDecimal seen = amount;
    addAll(steps, COMPUTED, seen);
    addAll(steps, FEES, seen);
    if (!steps.isEmpty() && amount.signum() < 0) {
      BigDecimal cut = amount.negate();
      adjustments.add(
          new Adjustment(
              Adjustment.NO_LESS_THAN_ZERO, cut, "nothing costs less than nothing", null, null));
      amount = BigDecimal.ZERO;
    }
  }

  private void setPrice(List<Step> steps) {
    Optional<Step> lowest =
        steps.stream()
            .filter(step -> step.action() instanceof Action.SetPrice)
            .reduce((one, other) -> price(other).compareTo(price(one)) < 0 ? other : one);
    lowest.ifPresent(step -> add(step, price(step).subtract(amount)));
  }

  private void addAll(List<Step> steps, Set<ActionType> types, BigDecimal seen) {
    for (Step step : steps) {
      if (types.contains(step.action().type())) {
        add(step, effect(step.action(), seen));
      }
    }
  }

  private void add(Step step, BigDecimal change) {
    String reason = step.action().reason();
    adjustments.add(
        new Adjustment(
            step.action().type().wireName(),
            change,
            reason == null ? step.rule().name() : reason,
            step.rule().id(),
            null));
    applied.add(step.rule().id());
    amount = amount.add(change);
  }

  private static BigDecimal price(Step step) {
    return effect(step.action(), BigDecimal.ZERO);
  }

  /** What the action adds to an amount. */
  private static BigDecimal effect(Action action, BigDecimal seen) {
    return switch (action) {
      case Action.ApplyDiscount(BigDecimal value, AmountUnit unit, _) ->
          part(value, unit, seen).negate();
      case Action.ApplySurcharge(BigDecimal value, AmountUnit unit, _) -> part(value, unit, seen);
      case Action.ApplyMultiplier(BigDecimal value, _) ->
          seen.multiply(value.subtract(BigDecimal.ONE));
      case Action.SetPrice(BigDecimal value, _) -> value.subtract(seen);
      case Action.AddFee(BigDecimal value, _) -> value;
      case Action.Skip _ -> seen.negate();
    };
  }

  private static BigDecimal part(BigDecimal value, AmountUnit unit, BigDecimal seen) {
    return unit == AmountUnit.FIXED ? value : seen.multiply(Amounts.hundredth(value));
  }
}
