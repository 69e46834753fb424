package io.meterhouse.rating.rule;

import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.Problem;
import io.meterhouse.rating.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The value of an override as somebody wrote it, unchecked; what is absent is null. */
public sealed interface OverrideDraft {

  /**
   * Every reason why it makes no sense for that model, with paths below {@code overrideValue}; none
   * where it does.
   */
  List<Problem> problems(ModelDraft model);

  /** The value, of a draft without problems. */
  PriceOverride checked();

  /**
   * The override that the draft describes.
   *
   * @throws InvalidModelException with every reason, if it makes no sense for that model
   */
  default PriceOverride check(ModelDraft model) {
    Problems problems = new Problems();
    problems(model).forEach(problem -> problems.add(problem.field(), problem.reason()));
    problems.throwIfAny();
    return checked();
  }

  /**
   * Of a price: exactly one of them.
   *
   * @param basePrice the same as {@code unitPrice}, as models call it
   */
  record Price(
      @Nullable BigDecimal unitPrice, @Nullable BigDecimal basePrice, @Nullable BigDecimal amount)
      implements OverrideDraft {

    @Override
    public List<Problem> problems(ModelDraft model) {
      OverrideNumbers numbers = new OverrideNumbers();
      numbers.price("unitPrice", unitPrice);
      numbers.price("basePrice", basePrice);
      numbers.price("amount", amount);
      return numbers.exactlyOne("unitPrice (or basePrice), amount");
    }

    @Override
    public PriceOverride checked() {
      BigDecimal unit = unitPrice == null ? basePrice : unitPrice;
      return unit == null
          ? new PriceOverride.FixedAmount(Objects.requireNonNull(amount))
          : new PriceOverride.UnitPrice(unit);
    }
  }

  /** Of a discount: exactly one of them. */
  record Discount(@Nullable BigDecimal percent, @Nullable BigDecimal amount)
      implements OverrideDraft {

    @Override
    public List<Problem> problems(ModelDraft model) {
      OverrideNumbers numbers = new OverrideNumbers();
      numbers.share("percent", percent);
      numbers.price("amount", amount);
      return numbers.exactlyOne("percent, amount");
    }

    @Override
    public PriceOverride checked() {
      return percent == null
          ? new PriceOverride.AmountOff(Objects.requireNonNull(amount))
          : new PriceOverride.PercentOff(percent);
    }
  }

  /** Of a config: fields of the model's, at least one. */
  record Config(ModelDraft fields) implements OverrideDraft {

    private static final String MODEL_PATH = "config.";

    @Override
    public List<Problem> problems(ModelDraft model) {
      if (fields.isEmpty()) {
        return List.of(
            new Problem(
                OverrideNumbers.PATH,
                "empty (expected: at least one field of the model's config)"));
      }
      List<Problem> problems = new ArrayList<>();
      try {
        model.with(fields).check();
      } catch (InvalidModelException e) {
        e.problems().forEach(problem -> problems.add(below(problem)));
      }
      return problems;
    }

    @Override
    public PriceOverride checked() {
      return new PriceOverride.Config(fields);
    }

    private static Problem below(Problem problem) {
      String field = problem.field();
      return field.startsWith(MODEL_PATH)
          ? new Problem(
              OverrideNumbers.PATH + "." + field.substring(MODEL_PATH.length()),
              problem.reason() + "; in the model with these fields")
          : problem;
    }
  }
}
