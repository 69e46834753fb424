package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Drafts in short notation for tests: {@code basePrice=5 tierMode=volume currency=EUR}. */
public final class Drafts {

  private Drafts() {}

  public static ModelDraft draft(ModelType type, String config) {
    return draft(type, config, List.of(), List.of());
  }

  public static ModelDraft tiered(ModelType type, String config, List<TierDraft> tiers) {
    return draft(type, config, tiers, List.of());
  }

  static ModelDraft hybrid(String config, ComponentDraft... components) {
    return draft(ModelType.HYBRID, config, List.of(), List.of(components));
  }

  static ComponentDraft component(@Nullable String weight, ModelDraft draft) {
    return new ComponentDraft(weight == null ? null : new BigDecimal(weight), draft);
  }

  static ModelDraft draft(
      ModelType type, String config, List<TierDraft> tiers, List<ComponentDraft> components) {
    Map<String, String> fields =
        Arrays.stream(config.split(" ", -1))
            .filter(field -> !field.isEmpty())
            .map(field -> field.split("=", 2))
            .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    @Nullable String period = fields.remove("subscriptionPeriod");
    @Nullable String mode = fields.remove("tierMode");
    @Nullable String currency = fields.remove("currency");
    Function<String, ConfigField> field =
        name ->
            ConfigField.numbers().stream()
                .filter(one -> one.wireName().equals(name))
                .findFirst()
                .orElseThrow();
    Map<ConfigField, BigDecimal> numbers =
        fields.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> field.apply(entry.getKey()),
                    entry -> new BigDecimal(entry.getValue())));
    return new ModelDraft(
        type,
        currency,
        numbers,
        period == null ? null : SubscriptionPeriod.valueOf(period.toUpperCase(Locale.ROOT)),
        mode == null ? null : TierMode.valueOf(mode.toUpperCase(Locale.ROOT)),
        tiers,
        components);
  }

  /** Tiers as {@code min:max:unitPrice:flatFee:percent}; what is empty or left out is absent. */
  public static List<TierDraft> tiers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(Drafts::tier).toList();
  }

  /** Tiers as {@code upTo:price:flatFee}, each beginning at the bound of the one before. */
  public static List<TierDraft> tiersUpTo(String text, boolean percent) {
    List<TierDraft> tiers = new ArrayList<>();
    BigDecimal from = BigDecimal.ZERO;
    for (String tier : text.split(" ", -1)) {
      String[] parts = tier.split(":", -1);
      BigDecimal upTo = number(parts[0]);
      BigDecimal price = number(parts[1]);
      tiers.add(
          new TierDraft(
              from, upTo, percent ? null : price, percent ? price : null, number(parts[2])));
      from = upTo == null ? from : upTo;
    }
    return tiers;
  }

  private static TierDraft tier(String text) {
    String[] parts = Arrays.copyOf(text.split(":", -1), 5);
    return new TierDraft(
        number(parts[0]), number(parts[1]), number(parts[2]), number(parts[4]), number(parts[3]));
  }

  private static @Nullable BigDecimal number(@Nullable String text) {
    return text == null || text.isEmpty() ? null : new BigDecimal(text);
  }
}
