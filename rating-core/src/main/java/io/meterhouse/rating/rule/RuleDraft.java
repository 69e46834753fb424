package io.meterhouse.rating.rule;

import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.Problem;
import io.meterhouse.rating.Problems;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rule as somebody wrote it, unchecked; what is absent is null. */
public record RuleDraft(
    @Nullable String name,
    List<ConditionDraft> conditions,
    List<ActionDraft> actions,
    int priority) {

  /** Keeps copies. */
  public RuleDraft {
    conditions = List.copyOf(conditions);
    actions = List.copyOf(actions);
  }

  /** Every reason why it makes no sense, with paths as in the API; none where it does. */
  public List<Problem> problems() {
    return check().found();
  }

  /**
   * The rule that the draft describes.
   *
   * @throws InvalidModelException with every reason, if it makes no sense
   */
  public Rule check(UUID id) {
    check().throwIfAny();
    return new Rule(
        id,
        name == null ? "" : name,
        conditions.stream().map(ConditionDraft::checked).toList(),
        actions.stream().map(ActionDraft::checked).toList(),
        priority);
  }

  private Problems check() {
    Problems problems = new Problems();
    Texts.checkName("name", name, problems);
    checkCount("conditions", conditions.size(), RuleLimits.MAX_CONDITIONS, problems);
    for (int i = 0; i < Math.min(conditions.size(), RuleLimits.MAX_CONDITIONS); i++) {
      conditions.get(i).check("conditions[%d]".formatted(i), problems);
    }
    if (actions.isEmpty()) {
      problems.add("actions", "none (expected: at least one)");
    }
    checkCount("actions", actions.size(), RuleLimits.MAX_ACTIONS, problems);
    for (int i = 0; i < Math.min(actions.size(), RuleLimits.MAX_ACTIONS); i++) {
      actions.get(i).check("actions[%d]".formatted(i), problems);
    }
    return problems;
  }

  private static void checkCount(String field, int count, int max, Problems problems) {
    if (count > max) {
      problems.add(field, "%d (expected: at most %d)".formatted(count, max));
    }
  }
}
