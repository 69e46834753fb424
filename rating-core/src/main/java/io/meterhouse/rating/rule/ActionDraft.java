package io.meterhouse.rating.rule;

import io.meterhouse.rating.Problems;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An action as somebody wrote it, unchecked; what is absent is null.
 *
 * @param unit of a discount or surcharge, absent: percent; {@code fixed} says nothing new of a
 *     price or fee; no other action has one
 * @param value a skip has none; a 0 is let pass
 */
public record ActionDraft(
    @Nullable ActionType type,
    @Nullable BigDecimal value,
    @Nullable AmountUnit unit,
    @Nullable String reason) {

  void check(String path, Problems problems) {
    Texts.check(path + ".reason", reason, problems);
    ActionType known = type;
    if (known == null) {
      problems.add(path + ".type", "missing");
      return;
    }
    checkUnit(path + ".unit", known, problems);
    checkValue(path + ".value", known, problems);
  }

  Action checked() {
    return switch (Objects.requireNonNull(type)) {
      case APPLY_DISCOUNT -> new Action.ApplyDiscount(number(), unitOrPercent(), reason);
      case APPLY_SURCHARGE -> new Action.ApplySurcharge(number(), unitOrPercent(), reason);
      case SET_PRICE -> new Action.SetPrice(number(), reason);
      case APPLY_MULTIPLIER -> new Action.ApplyMultiplier(number(), reason);
      case ADD_FEE -> new Action.AddFee(number(), reason);
      case SKIP -> new Action.Skip(reason);
    };
  }

  private void checkUnit(String path, ActionType known, Problems problems) {
    AmountUnit given = unit;
    if (given == null) {
      return;
    }
    switch (known) {
      case APPLY_DISCOUNT, APPLY_SURCHARGE -> {
        // Both units are right.
      }
      case SET_PRICE, ADD_FEE -> {
        if (given != AmountUnit.FIXED) {
          problems.add(
              path,
              "%s (expected: fixed or none, as %s is an amount)"
                  .formatted(given.wireName(), known.wireName()));
        }
      }
      case APPLY_MULTIPLIER, SKIP ->
          problems.add(
              path,
              "%s (expected: none, which %s does not have)"
                  .formatted(given.wireName(), known.wireName()));
    }
  }

  private void checkValue(String path, ActionType known, Problems problems) {
    BigDecimal given = value;
    if (known == ActionType.SKIP) {
      if (given != null && given.signum() != 0) {
        problems.add(path, "%s (expected: none, or 0)".formatted(Problems.show(given)));
      }
    } else if (given == null) {
      problems.add(path, "missing (expected: a number)");
    } else if (known == ActionType.APPLY_DISCOUNT && unitOrPercent() == AmountUnit.PERCENT) {
      problems.checkShare(path, given);
    } else {
      problems.checkPrice(path, given);
    }
  }

  private AmountUnit unitOrPercent() {
    return unit == null ? AmountUnit.PERCENT : unit;
  }

  private BigDecimal number() {
    return Objects.requireNonNull(value);
  }
}
