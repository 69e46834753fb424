package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with a draft. */
final class DraftCheck {

  /** Components a hybrid may have. */
  static final int MAX_COMPONENTS = 20;

  /** Largest weight of a component; keeps the amounts within what is stored. */
  static final BigDecimal MAX_WEIGHT = BigDecimal.valueOf(1_000_000);

  private final ModelDraft draft;
  private final String path;
  private final Problems problems;
  private final ModelFields fields;

  private DraftCheck(ModelDraft draft, String path, Problems problems) {
    this.draft = draft;
    this.path = path;
    this.problems = problems;
    this.fields = ModelFields.of(draft.type());
  }

  /** The currency; of use only where no problem was added. */
  static Currency check(ModelDraft draft, Problems problems) {
    DraftCheck check = new DraftCheck(draft, "config.", problems);
    Currency currency = check.checkedCurrency();
    check.checkBounds(currency);
    check.checkPrices();
    return currency;
  }

  private Currency checkedCurrency() {
    String code = draft.currency() == null ? ModelDraft.DEFAULT_CURRENCY : draft.currency();
    Optional<Currency> currency = Money.currency(code);
    if (currency.isEmpty()) {
      problems.add(
          path + "currency",
          "'%s' (expected: an ISO 4217 code with a minor unit, such as USD, EUR, NGN)"
              .formatted(code));
    }
    return currency.orElseGet(() -> Currency.getInstance(ModelDraft.DEFAULT_CURRENCY));
  }

  private void checkBounds(Currency currency) {
    BigDecimal minimum = draft.number(ConfigField.MINIMUM_CHARGE);
    BigDecimal maximum = draft.number(ConfigField.MAXIMUM_CHARGE);
    problems.checkCharge(path + "minimumCharge", minimum, currency);
    problems.checkCharge(path + "maximumCharge", maximum, currency);
    if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
      problems.add(
          path + "minimumCharge",
          "%s (expected: at most maximumCharge, %s)"
              .formatted(Problems.show(minimum), Problems.show(maximum)));
    }
  }

  private void checkPrices() {
    for (ConfigField field : ConfigField.values()) {
      if (fields.has(field)) {
        checkOwn(field);
      } else if (!field.isBound() && draft.has(field)) {
        problems.add(path + field.wireName(), fields.notUsed());
      }
    }
  }

  private void checkOwn(ConfigField field) {
    String name = path + field.wireName();
    BigDecimal number = draft.number(field);
    if (field == ConfigField.TIERS) {
      TierCheck.check(name, draft, problems);
    } else if (field == ConfigField.COMPONENTS) {
      checkComponents(name);
    } else if (number != null) {
      checkNumber(field, name, number);
    } else if (!draft.has(field)) {
      fields.missing(field).ifPresent(reason -> problems.add(name, reason));
    }
  }

  private void checkNumber(ConfigField field, String name, BigDecimal number) {
    if (!problems.checkPrice(name, number)) {
      return;
    }
    switch (field) {
      case PACKAGE_SIZE, INCLUDED_QUANTITY -> problems.checkPositive(name, number);
      case REVENUE_SHARE_PERCENT -> {
        if (number.compareTo(RevenueShare.ALL) > 0) {
          problems.add(name, "%s (expected: at most 100)".formatted(Problems.show(number)));
        }
      }
      default -> {
        // 0 or more is all that the others have to be.
      }
    }
  }

  private void checkComponents(String field) {
    List<ComponentDraft> components = draft.components();
    if (components.isEmpty() || components.size() > MAX_COMPONENTS) {
      problems.add(field, "%d (expected: 1 to %d)".formatted(components.size(), MAX_COMPONENTS));
      return;
    }
    for (int i = 0; i < components.size(); i++) {
      ComponentDraft component = components.get(i);
      String name = field + "[" + i + "].";
      checkWeight(name + "weight", component.weight());
      new DraftCheck(component.draft(), name + "config.", problems).checkWithin(draft, name);
    }
    if (draft.periods().size() > 1) {
      problems.add(
          field,
          "fees that are %s (expected: one period, which the sum is for)"
              .formatted(
                  draft.periods().stream()
                      .sorted()
                      .map(SubscriptionPeriod::wireName)
                      .collect(Collectors.joining(" and "))));
    }
  }

  private void checkWeight(String field, @Nullable BigDecimal weight) {
    if (weight == null || !problems.checkPrice(field, weight)) {
      return;
    }
    problems.checkPositive(field, weight);
    if (weight.compareTo(MAX_WEIGHT) > 0) {
      problems.add(
          field,
          "%s (expected: at most %s)".formatted(Problems.show(weight), MAX_WEIGHT.toPlainString()));
    }
  }

  /** A component: what belongs to the whole is not said again, or said the same. */
  private void checkWithin(ModelDraft whole, String component) {
    if (draft.type() == ModelType.HYBRID) {
      problems.add(component + "type", "hybrid (expected: any other type)");
      return;
    }
    String currency = whole.currency() == null ? ModelDraft.DEFAULT_CURRENCY : whole.currency();
    if (draft.currency() != null && !draft.currency().equals(currency)) {
      problems.add(
          path + "currency",
          "'%s' (expected: %s, as of the whole, or none)".formatted(draft.currency(), currency));
    }
    for (ConfigField bound : List.of(ConfigField.MINIMUM_CHARGE, ConfigField.MAXIMUM_CHARGE)) {
      if (draft.has(bound)) {
        problems.add(
            path + bound.wireName(), "not used in a component (expected: on the whole, or none)");
      }
    }
    checkPrices();
  }
}
