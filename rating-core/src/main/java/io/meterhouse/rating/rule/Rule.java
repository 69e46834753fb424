package io.meterhouse.rating.rule;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A rule of a pricing model. It applies where all its conditions are met; one without conditions
 * always applies.
 *
 * @param actions at least one; their order means nothing
 * @param priority rules of a higher number act first
 */
public record Rule(
    UUID id, String name, List<Condition> conditions, List<Action> actions, int priority) {

  /** Keeps copies. */
  public Rule {
    conditions = List.copyOf(conditions);
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("actions: none (expected: at least one)");
    }
  }

  /** The first condition that is not met, with what came; empty where all are. */
  Optional<String> refusal(RuleFacts facts) {
    for (int i = 0; i < conditions.size(); i++) {
      Optional<String> refusal = conditions.get(i).refusal(facts);
      if (refusal.isPresent()) {
        return Optional.of("conditions[%d]: %s".formatted(i, refusal.get()));
      }
    }
    return Optional.empty();
  }
}
