package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    return new Graduated(tiers(tiers), terms);
  }

  static Volume volume(String tiers) {
    return new Volume(tiers(tiers), Terms.in(USD));
  }

  static List<Tier> tiers(String tiers) {
    return Arrays.stream(tiers.split(" ", -1)).map(Models::tier).toList();
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

  /** What a quantity costs, as text: {@code precise = total @ unit price; part; part}. */
  static String rated(PricingModel model, String quantity) {
    RatedLine line = Rating.rate(model, number(quantity));
    return Stream.concat(
            Stream.of(
                "%s = %s @ %s"
                    .formatted(
                        line.preciseAmount().toPlainString(),
                        line.totalAmount().toPlainString(),
                        line.unitPrice().toPlainString())),
            line.breakdown().stream()
                .map(
                    part ->
                        "%s %s × %s = %s"
                            .formatted(
                                part.component(),
                                part.quantity().toPlainString(),
                                part.unitPrice().toPlainString(),
                                part.subtotal().toPlainString())))
        .collect(Collectors.joining("; "));
  }

  private static Tier tier(String text) {
    String[] parts = text.split(":", -1);
    return new Tier(
        parts[0].isEmpty() ? null : number(parts[0]), number(parts[1]), number(parts[2]));
  }
}
