package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the components of a hybrid, each for itself and all of them together. */
final class ComponentCheck {

  /** Components a hybrid may have. */
  static final int MAX_COMPONENTS = 20;

  /** Largest weight of a component; keeps the amounts within what is stored. */
  static final BigDecimal MAX_WEIGHT = BigDecimal.valueOf(1_000_000);

  private final ModelDraft whole;
  private final String field;
  private final Problems problems;

  private ComponentCheck(ModelDraft whole, String field, Problems problems) {
    this.whole = whole;
    this.field = field;
    this.problems = problems;
  }

  static void check(String field, ModelDraft whole, Problems problems) {
    int count = whole.components().size();
    if (count == 0 || count > MAX_COMPONENTS) {
      problems.add(field, "%d (expected: 1 to %d)".formatted(count, MAX_COMPONENTS));
      return;
    }
    ComponentCheck check = new ComponentCheck(whole, field, problems);
    for (int i = 0; i < count; i++) {
      check.component(field + "[" + i + "].", whole.components().get(i));
    }
    check.together();
  }

  private void component(String name, ComponentDraft component) {
    checkWeight(name + "weight", component.weight());
    ModelDraft draft = component.draft();
    if (draft.type() == ModelType.HYBRID) {
      problems.add(name + "type", "hybrid (expected: any other type)");
      return;
    }
    String path = name + "config.";
    checkWhatBelongsToTheWhole(path, draft);
    DraftCheck.checkPrices(draft, path, problems);
  }

  private void checkWeight(String name, @Nullable BigDecimal weight) {
    if (weight == null || !problems.checkPrice(name, weight)) {
      return;
    }
    problems.checkPositive(name, weight);
    if (weight.compareTo(MAX_WEIGHT) > 0) {
      problems.add(
          name,
          "%s (expected: at most %s)".formatted(Problems.show(weight), MAX_WEIGHT.toPlainString()));
    }
  }

  private void checkWhatBelongsToTheWhole(String path, ModelDraft draft) {
    if (draft.currency() != null && !draft.currency().equals(whole.currencyOrDefault())) {
      problems.add(
          path + "currency",
          "'%s' (expected: %s, as of the whole, or none)"
              .formatted(draft.currency(), whole.currencyOrDefault()));
    }
    for (ConfigField bound : List.of(ConfigField.MINIMUM_CHARGE, ConfigField.MAXIMUM_CHARGE)) {
      if (draft.has(bound)) {
        problems.add(
            path + bound.wireName(), "not used in a component (expected: on the whole, or none)");
      }
    }
  }

  private void together() {
    int tiers =
        whole.components().stream().mapToInt(component -> component.draft().tiers().size()).sum();
    if (tiers > TierCheck.MAX_TIERS) {
      problems.add(
          field, "%d tiers (expected: at most %d in all)".formatted(tiers, TierCheck.MAX_TIERS));
    }
    if (whole.periods().size() > 1) {
      String periods =
          whole.periods().stream()
              .sorted()
              .map(SubscriptionPeriod::wireName)
              .collect(Collectors.joining(" and "));
      problems.add(
          field,
          "fees that are %s (expected: one period, which the sum is for)".formatted(periods));
    }
  }
}
