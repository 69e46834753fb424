package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pricing model as somebody wrote it (the {@code config} of the pricing API), unchecked; absent
 * fields are null, absent tiers and components are none.
 *
 * @param currency ISO 4217; null: {@link #DEFAULT_CURRENCY}, of a component the one of the whole
 * @param numbers the fields among {@link ConfigField#numbers()} that are there
 * @param tierMode null: graduated
 */
public record ModelDraft(
    ModelType type,
    @Nullable String currency,
    Map<ConfigField, BigDecimal> numbers,
    @Nullable SubscriptionPeriod subscriptionPeriod,
    @Nullable TierMode tierMode,
    List<TierDraft> tiers,
    List<ComponentDraft> components) {

  /** Currency of a model that names none. */
  public static final String DEFAULT_CURRENCY = "NGN";

  /** Keeps copies. */
  public ModelDraft {
    EnumMap<ConfigField, BigDecimal> copy = new EnumMap<>(ConfigField.class);
    copy.putAll(numbers);
    if (!ConfigField.numbers().containsAll(copy.keySet())) {
      throw new IllegalArgumentException("numbers: %s (expected: numbers)".formatted(copy));
    }
    numbers = Collections.unmodifiableMap(copy);
    tiers = List.copyOf(tiers);
    components = List.copyOf(components);
  }

  /** The number in that field, if it is there. */
  public @Nullable BigDecimal number(ConfigField field) {
    return numbers.get(field);
  }

  /** The periods of its subscription fees; more than one makes no sense. */
  public Set<SubscriptionPeriod> periods() {
    return Stream.concat(Stream.of(this), components.stream().map(ComponentDraft::draft))
        .map(ModelDraft::subscriptionPeriod)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .collect(Collectors.toSet());
  }

  /**
   * The same draft with the fields that {@code others} has in the place of its own. Tiers and
   * components are replaced as a whole; the type stays.
   */
  public ModelDraft with(ModelDraft others) {
    Map<ConfigField, BigDecimal> merged = new EnumMap<>(ConfigField.class);
    merged.putAll(numbers);
    merged.putAll(others.numbers);
    return new ModelDraft(
        type,
        others.currency == null ? currency : others.currency,
        merged,
        others.subscriptionPeriod == null ? subscriptionPeriod : others.subscriptionPeriod,
        others.tierMode == null ? tierMode : others.tierMode,
        others.tiers.isEmpty() ? tiers : others.tiers,
        others.components.isEmpty() ? components : others.components);
  }

  /** Whether no field is there. */
  public boolean isEmpty() {
    return currency == null
        && numbers.isEmpty()
        && subscriptionPeriod == null
        && tierMode == null
        && tiers.isEmpty()
        && components.isEmpty();
  }

  /**
   * The model that the draft describes.
   *
   * @throws InvalidModelException with every reason, if it makes no sense
   */
  public PricingModel check() {
    Problems problems = new Problems();
    Currency checked = DraftCheck.check(this, problems);
    problems.throwIfAny();
    return DraftedModel.of(
        this,
        new Terms(checked, number(ConfigField.MINIMUM_CHARGE), number(ConfigField.MAXIMUM_CHARGE)));
  }

  String currencyOrDefault() {
    return currency == null ? DEFAULT_CURRENCY : currency;
  }

  boolean has(ConfigField field) {
    return switch (field) {
      case SUBSCRIPTION_PERIOD -> subscriptionPeriod != null;
      case TIER_MODE -> tierMode != null;
      case TIERS -> !tiers.isEmpty();
      case COMPONENTS -> !components.isEmpty();
      default -> numbers.containsKey(field);
    };
  }
}
