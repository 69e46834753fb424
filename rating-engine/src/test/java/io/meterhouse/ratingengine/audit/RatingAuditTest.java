package io.meterhouse.ratingengine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeAudit;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.audit.RatingDifference.Kind;
import io.meterhouse.ratingengine.billing.AdjustmentDecision;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.TouchedUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an audit makes of what changes while it looks; the rest is {@code RatingAuditIT}'s. */
class RatingAuditTest {

  private static final AcceptedSlice PERIOD =
      new AcceptedSlice(
          Facts.NOON.minus(1, ChronoUnit.HOURS), Facts.NOON.minus(1, ChronoUnit.MINUTES), null);

  private final FakeLedger ledger = new FakeLedger();
  private final FakeUsage usage = new FakeUsage();
  private final FakeAudit audited = new FakeAudit(ledger);
  private final Rater rater = new Rater(ledger, usage, InstantSource.fixed(Facts.NOON));
  private final RatingAudit.Stores stores = new RatingAudit.Stores(audited, ledger, audited, usage);
  private final RatingAudit audit =
      new RatingAudit(stores, audited, rater, Duration.ZERO, Duration.ZERO);

  @BeforeEach
  void anItemThatIsRight() {
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(1, "0.5"));
    usage.quantities.put(Facts.usage("a"), new BigDecimal("3"));
    audited.models.put(new ModelVersion(Facts.MODEL, 1), Facts.price(1, "0.5").model());
    audited.touched.add(touched("TEN-1", "a"));
    rate();
    audited.sink();
  }

  @Test
  void shouldFindNothingWhereEachItemIsItsUsageAtThePriceInForce() {
    assertThat(run()).isEqualTo(new RatingAuditReport(PERIOD, 1, 0, 0, 0, Map.of(), List.of()));
    assertThat(audited.barriers).isEqualTo(1);
  }

  @Test
  void shouldTellToTheLastDigitWhatAnItemShouldBe() {
    falsify(line(item().line(), "1.51"));

    RatingDifference difference = run().differences().getFirst();
    assertThat(difference.kind()).isEqualTo(Kind.ITEM);
    assertThat(difference.where())
        .isEqualTo(
            "TEN-1, meter tokens, subject 'a', cycle 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, item "
                + item().id());
    assertThat(difference.expected()).contains("quantity 3, ", "total 1.50 USD");
    assertThat(difference.found()).contains("quantity 3, ", "total 1.51 USD", "at version 1");
  }

  @Test
  void shouldTellOfUsageThatHasNoItemAndOfAnItemWithoutUsage() {
    ledger.items.clear();
    audited.copies.clear();
    assertThat(run().differences())
        .extracting(RatingDifference::kind, RatingDifference::found)
        .containsExactly(tuple(Kind.ITEM, "no item"));

    rate();
    audited.sink();
    usage.quantities.clear();
    assertThat(run().differences())
        .extracting(RatingDifference::expected)
        .singleElement()
        .asString()
        .contains("quantity 0, ");
  }

  @Test
  void shouldNotTellOfUsageWithoutAPrice() {
    usage.quantities.put(Facts.usage("b"), BigDecimal.ONE);
    audited.touched.add(touched("TEN-1", "b"));
    ledger.prices.clear();
    ledger.items.clear();
    audited.copies.clear();

    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(0L, RatingAuditReport::items);
  }

  @Test
  void shouldWaitForWhatIsNotRatedYet() {
    usage.quantities.put(Facts.usage("a"), new BigDecimal("4"));
    audited.meanwhile =
        () -> {
          if (audited.barriers > 1) {
            rate();
            audited.sink();
          }
        };

    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(0L, RatingAuditReport::undecided);
    assertThat(item().line().quantity()).isEqualTo("4");
  }

  @Test
  void shouldDecideNothingOfUsageThatNeverHoldsStill() {
    audited.meanwhile =
        () -> usage.quantities.put(Facts.usage("a"), new BigDecimal(10 + audited.barriers));

    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(1L, RatingAuditReport::undecided);
    assertThat(audited.barriers).isEqualTo(1 + RatingAudit.MAX_LOOKS);
  }

  @Test
  void shouldTellOfAWrongAmountAlsoWhereUsageNeverHoldsStill() {
    falsify(line(item().line(), "9.99"));
    audited.meanwhile =
        () -> usage.quantities.put(Facts.usage("a"), new BigDecimal(10 + audited.barriers));

    assertThat(run().differences())
        .extracting(RatingDifference::expected)
        .singleElement()
        .asString()
        .contains("quantity 3, ", "total 1.50 USD");
  }

  @Test
  void shouldDecideNothingWhileAPriceIsNotThrough() {
    ledger.prices.put(Facts.usage("a").price(), Facts.price(2, "0.25"));
    audited.requested.add(Facts.usage("a").price());
    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(1L, RatingAuditReport::undecided);

    audited.requested.clear();
    assertThat(run().differences()).extracting(RatingDifference::kind).containsExactly(Kind.ITEM);
  }

  @Test
  void shouldTellOfACopyThatIsMissingOldOrOtherThanItsItem() {
    audited.copies.clear();
    assertThat(run().differences()).extracting(RatingDifference::found).containsExactly("no row");

    audited.sink();
    usage.quantities.put(Facts.usage("a"), new BigDecimal("4"));
    rate();
    assertThat(run().differences())
        .singleElement()
        .returns(Kind.COPY, RatingDifference::kind)
        .extracting(RatingDifference::found)
        .asString()
        .endsWith("at version 1");
  }

  @Test
  void shouldNotTellOfACopyThatIsOnItsWay() {
    audited.copies.clear();
    audited.meanwhile = audited::sink;

    assertThat(run().isClean()).isTrue();
  }

  @Test
  void shouldHoldAnItemOfAClosedCycleAgainstItsOwnPriceAndNotAgainstLateUsage() {
    close();
    usage.quantities.put(Facts.usage("a"), new BigDecimal("4"));
    ledger.prices.put(Facts.usage("a").price(), Facts.price(2, "0.25"));
    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(1L, RatingAuditReport::closed);

    falsify(line(item().line(), "1.51"));
    assertThat(run().differences())
        .extracting(RatingDifference::kind)
        .containsExactly(Kind.CLOSED_ITEM);

    audited.models.clear();
    assertThat(run().differences())
        .extracting(RatingDifference::expected)
        .containsExactly("an item of a stored version of a pricing model");
  }

  @Test
  void shouldTellOfAClosedCycleWhoseSealIsBroken() {
    close();
    audited.broken.add(cell().cycle());
    assertThat(run().differences())
        .singleElement()
        .returns(Kind.CLOSED_ITEM, RatingDifference::kind)
        .extracting(RatingDifference::expected)
        .isEqualTo("the items that were sealed when the cycle was closed");
  }

  @Test
  void shouldHoldAdjustmentsAgainstLateUsageAndWaitWhileItMoves() {
    close();
    PriceTimeline prices = PriceTimeline.of(cell().period(), Facts.price(1, "0.5"));
    audited.closed.put(cell(), new LedgerSnapshot.Closed(prices, List.of()));
    assertThat(run().isClean()).isTrue();

    usage.quantities.put(Facts.usage("a"), new BigDecimal("5"));
    assertThat(run().differences())
        .singleElement()
        .returns(Kind.ITEM, RatingDifference::kind)
        .returns("none", RatingDifference::found);
    audited.requested.add(Facts.usage("a").price());
    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(1L, RatingAuditReport::undecided);
    audited.requested.clear();

    BillingCycle closed = ledger.cycles.values().iterator().next();
    BillingItem adjustment =
        AdjustmentDecision.decide(
                new AdjustmentDecision.Facts(
                    cell(),
                    closed,
                    Map.of(cell().period().end(), new BigDecimal("5")),
                    prices,
                    item(),
                    List.of()),
                BillingCycle.active(new UUID(0, 1), closed.key(), closed.chain(), Facts.NOON),
                Facts.NOON)
            .orElseThrow();
    audited.closed.put(cell(), new LedgerSnapshot.Closed(prices, List.of(adjustment)));
    assertThat(run().isClean()).isTrue();
  }

  private UsageCell cell() {
    return rater
        .cells(
            List.of(new DirtyUsage(Facts.usage("a"), Facts.NOON, Facts.NOON)), new UnknownTenants())
        .getFirst();
  }

  @Test
  void shouldPassOverUsageThatNobodyIsBilledFor() {
    audited.touched.add(touched("not a tenant", "a"));
    audited.touched.add(touched("TEN-1", "a\0"));
    audited.unknown.add(Facts.usage("a").price());

    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(3L, RatingAuditReport::passedOver);
  }

  @Test
  void shouldAnnounceAgainWhatWasCopiedWrongAndOutdoACopyThatIsAhead() {
    audited.copies.replaceAll((id, row) -> withTotal(row));
    RatingAuditReport found = run();
    assertThat(found.differences()).extracting(RatingDifference::kind).containsExactly(Kind.COPY);
    audited.meanwhile =
        () -> {
          if (!ledger.announced.isEmpty() || !ledger.saved.isEmpty()) {
            audited.sink();
          }
        };
    ledger.saved.clear();

    assertThat(repair().run(found).after().isClean()).isTrue();
    assertThat(ledger.announced).containsExactly(item());
    assertThat(item().version()).isEqualTo(1);

    BillingItem first = item();
    audited.meanwhile = () -> {};
    audited.copies.put(first.id(), ahead(FakeAudit.copy(first)));
    RatingAuditReport ahead = run();
    assertThat(ahead.differences()).extracting(RatingDifference::kind).containsExactly(Kind.COPY);
    audited.meanwhile = audited::sink;
    repair().run(ahead);
    assertThat(item().version()).isEqualTo(8);
  }

  @Test
  void shouldChangeNothingInAClosedCycle() {
    close();
    audited.copies.replaceAll((id, row) -> withTotal(row));
    BillingItem before = item();
    ledger.saved.clear();

    RatingRepair.Outcome outcome = repair().run(run());

    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.after().differences())
        .extracting(RatingDifference::kind)
        .containsExactly(Kind.COPY);
    assertThat(ledger.saved).isEmpty();
    assertThat(ledger.announced).isEmpty();
    assertThat(item()).isEqualTo(before);
  }

  @Test
  void shouldSayWhyItCannotBeCarriedOut() {
    assertThatThrownBy(() -> audit.run(PERIOD, () -> true))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining("given up");
    audited.watermark = Optional.empty();
    assertThatThrownBy(audit::settled)
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining("expected: a stream-aggregator that has worked");
  }

  private RatingRepair repair() {
    return new RatingRepair(
        audit, stores, audited, InstantSource.fixed(Facts.NOON), Duration.ofSeconds(5));
  }

  private RatingAuditReport run() {
    return audit.run(PERIOD, () -> false);
  }

  private void rate() {
    rater.rate(
        rater.cells(
            List.of(new DirtyUsage(Facts.usage("a"), Facts.NOON, Facts.NOON)),
            new UnknownTenants()));
  }

  private BillingItem item() {
    return ledger.items.values().iterator().next();
  }

  private void close() {
    ledger.become(CycleStatus.CLOSED);
  }

  private void falsify(RatedLine line) {
    BillingItem item = item();
    ledger.items.put(item.id(), item.rated(Facts.priced(line, item.modelVersion())));
  }

  private static RatedLine line(RatedLine line, String total) {
    return new RatedLine(
        line.quantity(),
        line.unitPrice(),
        line.preciseAmount(),
        new BigDecimal(total),
        line.currency(),
        line.breakdown());
  }

  private static RatedItemRow withTotal(RatedItemRow row) {
    return row(row, new BigDecimal("99"), row.version());
  }

  private static RatedItemRow ahead(RatedItemRow row) {
    return row(row, row.totalAmount(), 7);
  }

  private static RatedItemRow row(RatedItemRow row, BigDecimal total, long version) {
    return new RatedItemRow(
        row.tenantId(),
        row.id(),
        row.scopeType(),
        row.scopeId(),
        row.billingCycleId(),
        row.meter(),
        row.pricingModelId(),
        row.pricingModelVersion(),
        row.quantity(),
        row.unitPrice(),
        row.preciseAmount(),
        total,
        row.currency(),
        row.breakdownJson(),
        version,
        row.changedAt(),
        row.origin());
  }

  private static TouchedUsage touched(String tenant, String subject) {
    Instant window = Facts.NOON.truncatedTo(ChronoUnit.MINUTES);
    return new TouchedUsage(tenant, "tokens", 1, subject, window, window);
  }
}
