package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Collection;

/** What a line lacks of what it should be, as a line of its own. */
public final class LineDifference {

  private LineDifference() {}

  /**
   * What has to be charged besides. Quantity, precise amount and total are differences, so that all
   * lines together come to the line that should be, and their totals to its rounded amount. The
   * breakdown is the {@link PartsDifference}, without lines that cost nothing, and adds up to the
   * precise amount.
   *
   * @param shouldBe the line as it is right
   * @param charged what was charged of it already; may be none
   * @throws IllegalArgumentException where they are not of one currency
   */
  public static RatedLine of(RatedLine shouldBe, Collection<RatedLine> charged) {
    BigDecimal quantity = shouldBe.quantity();
    BigDecimal precise = shouldBe.preciseAmount();
    BigDecimal total = shouldBe.totalAmount();
    PartsDifference parts = new PartsDifference(shouldBe.breakdown());
    for (RatedLine line : charged) {
      if (!line.currency().equals(shouldBe.currency())) {
        throw new IllegalArgumentException(
            "charged in %s (expected: in %s)".formatted(line.currency(), shouldBe.currency()));
      }
      quantity = quantity.subtract(line.quantity());
      precise = precise.subtract(line.preciseAmount());
      total = total.subtract(line.totalAmount());
      parts.minus(line.breakdown());
    }
    return new RatedLine(
        Amounts.canonical(quantity),
        Amounts.canonical(Amounts.average(precise, quantity, BigDecimal.ZERO)),
        Amounts.canonical(precise),
        total,
        shouldBe.currency(),
        parts.parts().stream().filter(part -> part.subtotal().signum() != 0).toList());
  }

  /** Whether the line charges nothing, of nothing. */
  public static boolean isNone(RatedLine line) {
    return line.quantity().signum() == 0
        && line.preciseAmount().signum() == 0
        && line.totalAmount().signum() == 0
        && line.breakdown().isEmpty();
  }
}
