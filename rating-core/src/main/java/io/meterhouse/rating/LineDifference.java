package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a line lacks of what it should be, as a line of its own. */
public final class LineDifference {

  private LineDifference() {}

  /**
   * What has to be charged besides. Quantity, precise amount and total are differences, so that all
   * lines together come to the line that should be, and their totals to its rounded amount. The
   * breakdown is the difference of the parts by component and unit price, without those that cost
   * nothing, and adds up to the precise amount.
   *
   * @param shouldBe the line as it is right
   * @param charged what was charged of it already; may be none
   * @throws IllegalArgumentException where they are not of one currency
   */
  public static RatedLine of(RatedLine shouldBe, Collection<RatedLine> charged) {
    BigDecimal quantity = shouldBe.quantity();
    BigDecimal precise = shouldBe.preciseAmount();
    BigDecimal total = shouldBe.totalAmount();
    Map<PartKey, BigDecimal> parts = new LinkedHashMap<>();
    add(parts, shouldBe, 1);
    for (RatedLine line : charged) {
      if (!line.currency().equals(shouldBe.currency())) {
        throw new IllegalArgumentException(
            "charged in %s (expected: in %s)".formatted(line.currency(), shouldBe.currency()));
      }
      quantity = quantity.subtract(line.quantity());
      precise = precise.subtract(line.preciseAmount());
      total = total.subtract(line.totalAmount());
      add(parts, line, -1);
    }
    return new RatedLine(
        Amounts.canonical(quantity),
        Amounts.canonical(Amounts.average(precise, quantity, BigDecimal.ZERO)),
        Amounts.canonical(precise),
        total,
        shouldBe.currency(),
        parts(parts));
  }

  /** Whether the line charges nothing, of nothing. */
  public static boolean isNone(RatedLine line) {
    return line.quantity().signum() == 0
        && line.preciseAmount().signum() == 0
        && line.totalAmount().signum() == 0
        && line.breakdown().isEmpty();
  }

  private static void add(Map<PartKey, BigDecimal> parts, RatedLine line, int sign) {
    for (RatedLine.Part part : line.breakdown()) {
      parts.merge(
          new PartKey(part.component(), Amounts.canonical(part.unitPrice())),
          sign < 0 ? part.quantity().negate() : part.quantity(),
          BigDecimal::add);
    }
  }

  private static List<RatedLine.Part> parts(Map<PartKey, BigDecimal> merged) {
    List<RatedLine.Part> parts = new ArrayList<>();
    merged.forEach(
        (key, quantity) -> {
          if (quantity.signum() != 0 && key.unitPrice().signum() != 0) {
            parts.add(RatedLine.Part.of(key.component(), quantity, key.unitPrice()));
          }
        });
    return parts;
  }

  private record PartKey(String component, BigDecimal unitPrice) {}
}
