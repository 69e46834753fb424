package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdjustmentDecisionTest {

  private static final PricePlan PRICE = Facts.price(3, "0.125");
  private static final BillingCycle OCTOBER = cycle("2026-10-01", "2026-11-01");
  private static final BillingCycle NOVEMBER = cycle("2026-11-01", "2026-12-01");
  private static final BillingCycle DECEMBER = cycle("2026-12-01", "2027-01-01");
  private static final UsageCell CELL =
      new UsageCell(Facts.usage("a"), OCTOBER.key(), ZoneOffset.UTC);

  /** Unit price 0.125: 1 is 0.13, 2 is 0.25, 3 is 0.38. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // usage now, closed item, adjusted in November: quantity, precise and total in December
        "1, 1, -, -",
        "2, 1, -, 1 0.125 0.12",
        "3, 1, -, 2 0.25 0.25",
        "3, 1, 1, 1 0.125 0.13",
        "1, 3, -, -2 -0.25 -0.25",
        "0, 3, -, -3 -0.375 -0.38",
        "-, 3, -, -3 -0.375 -0.38",
        "2, -, -, 2 0.25 0.25",
        "-, -, -, -",
        "-, -, 2, -2 -0.25 -0.25",
        "3, 2, 1, -"
      })
  void shouldChargeWhatIsRightLessWhatWasCharged(
      @Nullable String usage,
      @Nullable String closed,
      @Nullable String november,
      @Nullable String expected) {
    List<BillingItem> adjustments = new ArrayList<>();
    if (november != null) {
      adjustments.add(adjusted(closed, november, NOVEMBER));
    }
    AdjustmentDecision.Facts facts = facts(usage, closed, adjustments);

    Optional<BillingItem> decided = AdjustmentDecision.decide(facts, DECEMBER, Facts.NOON);

    assertThat(decided.map(AdjustmentDecisionTest::text).orElse(null)).isEqualTo(expected);
    assertThat(AdjustmentDecision.differs(facts)).isEqualTo(expected != null);
  }

  @Test
  void shouldNameWhatItAdjustsAndAddUp() {
    BillingItem item =
        AdjustmentDecision.decide(facts("3", "1", List.of()), DECEMBER, Facts.NOON).orElseThrow();

    assertThat(item.kind())
        .isEqualTo(new ItemKind.Adjustment(OCTOBER.id(), item("1", OCTOBER).id()));
    assertThat(item.cycleId()).isEqualTo(DECEMBER.id());
    assertThat(item.modelVersion()).isEqualTo(3);
    assertThat(item.line().breakdown())
        .singleElement()
        .returns(new BigDecimal("0.25"), part -> part.subtotal());
    assertThat(
            AdjustmentDecision.decide(facts("2", null, List.of()), DECEMBER, Facts.NOON)
                .orElseThrow()
                .kind())
        .isEqualTo(new ItemKind.Adjustment(OCTOBER.id(), null));
  }

  @Test
  void shouldFollowUsageAndBecomeZeroWhenTheDifferenceIsGone() {
    BillingItem first =
        AdjustmentDecision.decide(facts("2", "1", List.of()), NOVEMBER, Facts.NOON).orElseThrow();
    BillingItem second =
        AdjustmentDecision.decide(facts("3", "1", List.of(first)), NOVEMBER, Facts.NOON)
            .orElseThrow();
    BillingItem third =
        AdjustmentDecision.decide(facts("1", "1", List.of(second)), NOVEMBER, Facts.NOON)
            .orElseThrow();

    assertThat(List.of(first, second, third)).extracting(BillingItem::id).containsOnly(first.id());
    assertThat(List.of(first, second, third))
        .extracting(item -> item.version() + ": " + text(item))
        .containsExactly("1: 1 0.125 0.12", "2: 2 0.25 0.25", "3: 0 0 0.00");
    assertThat(third.line().breakdown()).isEmpty();
    assertThat(AdjustmentDecision.decide(facts("1", "1", List.of(third)), NOVEMBER, Facts.NOON))
        .isEmpty();
  }

  @Test
  void shouldGuessNothingWithoutThePriceOfTheClose() {
    AdjustmentDecision.Facts facts =
        new AdjustmentDecision.Facts(
            CELL, OCTOBER, Map.of(CELL.period().end(), BigDecimal.TEN), null, null, List.of());
    assertThat(AdjustmentDecision.differs(facts)).isFalse();
    assertThat(AdjustmentDecision.decide(facts, NOVEMBER, Facts.NOON)).isEmpty();
  }

  private static AdjustmentDecision.Facts facts(
      @Nullable String usage, @Nullable String closed, List<BillingItem> adjustments) {
    return new AdjustmentDecision.Facts(
        CELL,
        OCTOBER,
        usage == null ? null : Map.of(CELL.period().end(), new BigDecimal(usage)),
        PriceTimeline.of(CELL.period(), PRICE),
        closed == null ? null : item(closed, OCTOBER),
        adjustments);
  }

  private static BillingItem adjusted(
      @Nullable String closed, String quantity, BillingCycle cycle) {
    BigDecimal was = closed == null ? BigDecimal.ZERO : new BigDecimal(closed);
    return AdjustmentDecision.decide(
            facts(was.add(new BigDecimal(quantity)).toPlainString(), closed, List.of()),
            cycle,
            Facts.NOON)
        .orElseThrow();
  }

  private static BillingItem item(String quantity, BillingCycle cycle) {
    return new BillingItem(
        cycle.key().itemId(cycle.id(), "tokens"),
        cycle.id(),
        cycle.key().scope(),
        Facts.usage("a"),
        new ItemKind.Usage(),
        PRICE.modelId(),
        PRICE.version(),
        Rating.rate(PRICE.model(), new BigDecimal(quantity)),
        List.of(),
        1,
        Facts.NOON,
        Facts.NOON);
  }

  private static String text(BillingItem item) {
    return "%s %s %s"
        .formatted(item.line().quantity(), item.line().preciseAmount(), item.line().totalAmount());
  }

  private static BillingCycle cycle(String start, String end) {
    Instant begin = Instant.parse(start + "T00:00:00Z");
    CycleKey key =
        new CycleKey(
            Facts.TENANT,
            new BillingScope("client", "a"),
            new BillingPeriod(begin, Instant.parse(end + "T00:00:00Z")));
    return BillingCycle.active(
        UUID.nameUUIDFromBytes(new byte[] {(byte) start.charAt(6)}),
        key,
        CycleChain.months(begin, ZoneOffset.UTC),
        Facts.NOON);
  }
}
