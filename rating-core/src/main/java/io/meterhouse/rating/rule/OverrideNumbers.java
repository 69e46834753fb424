package io.meterhouse.rating.rule;

import io.meterhouse.rating.Problem;
import io.meterhouse.rating.Problems;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the numbers of the value of an override. */
final class OverrideNumbers {

  static final String PATH = "overrideValue";

  private final Problems problems = new Problems();
  private int given;

  OverrideNumbers() {}

  void price(String field, @Nullable BigDecimal number) {
    if (number != null) {
      given++;
      problems.checkPrice(PATH + "." + field, number);
    }
  }

  void share(String field, @Nullable BigDecimal number) {
    if (number != null) {
      given++;
      problems.checkShare(PATH + "." + field, number);
    }
  }

  List<Problem> exactlyOne(String names) {
    if (given != 1) {
      problems.add(PATH, "%d of %s (expected: exactly one)".formatted(given, names));
    }
    return problems.found();
  }
}
