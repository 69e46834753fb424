package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.cycle.BillingScope;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CycleSealTest {

  private static final BillingItem ONE = item("10", new ItemKind.Usage(), 1);
  private static final BillingItem TWO =
      item("20", new ItemKind.Manual("setup", "two sites", null), 2);

  @Test
  void shouldBeTheSameInWhateverOrderItemsComeAndHoweverItIsKept() {
    CycleSeal seal = CycleSeal.of(List.of(ONE, TWO));
    assertThat(seal).isEqualTo(CycleSeal.of(List.of(TWO, ONE)));
    assertThat(CycleSeal.stored(seal.bytes())).isEqualTo(seal).hasSameHashCodeAs(seal);
    assertThat(seal.bytes()).hasSize(32);
  }

  @Test
  void shouldBeOfNoItemsWhatEverybodyCanCompute() {
    assertThat(CycleSeal.of(List.of()))
        .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void shouldBreakWithEveryFigureAndEveryItem() {
    RatedLine line = ONE.line();
    CycleSeal seal = CycleSeal.of(List.of(ONE));
    assertThat(
            List.of(
                ONE.asVersion(2, Facts.NOON),
                with(line(line, new BigDecimal("11"), line.totalAmount(), line.breakdown())),
                with(line(line, line.quantity(), new BigDecimal("9"), line.breakdown())),
                with(line(line, line.quantity(), line.totalAmount(), List.of())),
                item("10", new ItemKind.Adjustment(ONE.cycleId(), null), 1)))
        .allSatisfy(changed -> assertThat(CycleSeal.of(List.of(changed))).isNotEqualTo(seal));
    assertThat(CycleSeal.of(List.of(ONE, TWO))).isNotEqualTo(seal);
  }

  private static BillingItem with(RatedLine line) {
    return ONE.rated(Facts.priced(line, ONE.modelVersion()));
  }

  private static RatedLine line(
      RatedLine line, BigDecimal quantity, BigDecimal total, List<RatedLine.Part> parts) {
    return new RatedLine(
        quantity, line.unitPrice(), line.preciseAmount(), total, line.currency(), parts);
  }

  private static BillingItem item(String quantity, ItemKind kind, int number) {
    return new BillingItem(
        new UUID(0, number),
        new UUID(1, 1),
        new BillingScope("client", "a"),
        Facts.usage("a"),
        kind,
        Facts.MODEL,
        1,
        Rating.rate(Facts.price(1, "0.5").model(), new BigDecimal(quantity)),
        List.of(),
        1,
        Facts.NOON,
        Facts.NOON);
  }
}
