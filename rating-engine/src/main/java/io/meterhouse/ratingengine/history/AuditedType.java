package io.meterhouse.ratingengine.history;

import io.meterhouse.ratingengine.pricing.Choices;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** The kinds of things whose changes the audit of prices and bills shows. */
public enum AuditedType {
  PRICING_MODEL,
  PRICING_RULE,
  PRICING_SCOPE,
  PRICING_OVERRIDE,
  BILLING_CYCLE,
  BILLING_ITEM;

  private static final Map<String, AuditedType> BY_WIRE_NAME =
      Choices.of(values(), AuditedType::wireName);

  /** As the API and the audit log write it, such as {@code pricing_model}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people: {@code pricing model}. */
  String words() {
    return wireName().replace('_', ' ');
  }

  /** By wire name. */
  public static Map<String, AuditedType> byWireName() {
    return BY_WIRE_NAME;
  }

  /** All wire names. */
  public static String[] wireNames() {
    return Arrays.stream(values()).map(AuditedType::wireName).toArray(String[]::new);
  }
}
