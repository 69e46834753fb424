package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models in short notation for tests. */
final class Models {

  static final Currency USD = Currency.getInstance("USD");

  private Models() {}

  static BigDecimal number(String value) {
    return new BigDecimal(value);
  }

  static Flat flat(String price) {
    return new Flat(number(price), Terms.in(USD));
  }

  static UsageBased usage(String price, Terms terms) {
    return new UsageBased(number(price), terms);
  }

  /** Tiers as {@code upTo:unitPrice:flatFee}, separated by spaces; an empty upTo is open. */
  static Graduated graduated(String tiers, Terms terms) {
    return new Graduated(Arrays.stream(tiers.split(" ", -1)).map(Models::tier).toList(), terms);
  }

  static Graduated graduated(String tiers) {
    return graduated(tiers, Terms.in(USD));
  }

  static Terms terms(String currency, @Nullable String minimum, @Nullable String maximum) {
    return new Terms(
        Currency.getInstance(currency),
        minimum == null ? null : number(minimum),
        maximum == null ? null : number(maximum));
  }

  static RatedLine.Part part(String component, String quantity, String unitPrice, String subtotal) {
    return new RatedLine.Part(component, number(quantity), number(unitPrice), number(subtotal));
  }

  static RatedLine line(
      String quantity, String unitPrice, String precise, String total, RatedLine.Part... parts) {
    return new RatedLine(
        number(quantity), number(unitPrice), number(precise), number(total), USD, List.of(parts));
  }

  private static Tier tier(String text) {
    String[] parts = text.split(":", -1);
    return new Tier(
        parts[0].isEmpty() ? null : number(parts[0]), number(parts[1]), number(parts[2]));
  }
}
