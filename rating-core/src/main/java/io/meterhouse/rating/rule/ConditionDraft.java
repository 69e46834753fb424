package io.meterhouse.rating.rule;

import io.meterhouse.rating.Problems;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A condition as somebody wrote it, unchecked; what is absent is null. */
public record ConditionDraft(
    @Nullable String field, @Nullable Operator operator, @Nullable Operand value) {

  void check(String path, Problems problems) {
    Texts.checkName(path + ".field", field, problems);
    Operator known = operator;
    if (known == null) {
      problems.add(path + ".operator", "missing");
    }
    Operand given = value;
    if (given == null) {
      problems.add(path + ".value", "missing");
      return;
    }
    checkSize(path + ".value", given, problems);
    if (known != null && !known.takes(given)) {
      problems.add(
          path + ".value", "%s (expected: %s)".formatted(describe(given), known.expectation()));
    }
  }

  Condition checked() {
    return new Condition(
        Objects.requireNonNull(field),
        Objects.requireNonNull(operator),
        Objects.requireNonNull(value));
  }

  private static void checkSize(String path, Operand value, Problems problems) {
    switch (value) {
      case Operand.Text(String text) -> Texts.check(path, text, problems);
      case Operand.Decimal number -> problems.checkDigits(path, number.value());
      case Operand.Truth _ -> {
        // Either is right.
      }
      case Operand.Many(List<Operand.Scalar> values) -> {
        for (int i = 0; i < values.size(); i++) {
          checkSize("%s[%d]".formatted(path, i), values.get(i), problems);
        }
      }
    }
  }

  private static String describe(Operand value) {
    return switch (value) {
      case Operand.Text(String text) -> Texts.shown(text);
      case Operand.Decimal number -> number.toString();
      case Operand.Truth truth -> truth.toString();
      case Operand.Many(List<Operand.Scalar> values) when values.size() == 2 ->
          "[%s, %s]".formatted(describe(values.getFirst()), describe(values.getLast()));
      case Operand.Many(List<Operand.Scalar> values) -> "a list of " + values.size();
    };
  }
}
