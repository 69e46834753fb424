package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;

/** Finds everything that is wrong with a draft. */
final class DraftCheck {

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

  /** As {@link #check}, of the fields alone that say what something costs. */
  static void checkPrices(ModelDraft draft, String path, Problems problems) {
    new DraftCheck(draft, path, problems).checkPrices();
  }

  private Currency checkedCurrency() {
    String code = draft.currencyOrDefault();
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
      ComponentCheck.check(name, draft, problems);
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
}
