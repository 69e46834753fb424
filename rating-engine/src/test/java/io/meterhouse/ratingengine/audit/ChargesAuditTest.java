package io.meterhouse.ratingengine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.audit.RatingDifference.Kind;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeAudit;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.usagestore.AcceptedSlice;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an audit makes of items that are of no usage: those that somebody entered, adjustments. */
class ChargesAuditTest {

  private static final AcceptedSlice PERIOD =
      new AcceptedSlice(Facts.NOON.minus(1, ChronoUnit.HOURS), Facts.NOON.plusSeconds(60), null);
  private static final UUID ENTERED = new UUID(0, 7);
  private static final UUID ADJUSTMENT = new UUID(0, 9);

  private final FakeLedger ledger = new FakeLedger();
  private final FakeUsage usage = new FakeUsage();
  private final FakeAudit audited = new FakeAudit(ledger);
  private final Rater rater = new Rater(ledger, usage, InstantSource.fixed(Facts.NOON));
  private final RatingAudit.Stores stores = new RatingAudit.Stores(audited, ledger, audited, usage);
  private final RatingAudit audit =
      new RatingAudit(stores, audited, rater, Duration.ZERO, Duration.ZERO);

  @BeforeEach
  void anItemOfEachKind() {
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(1, "0.5"));
    usage.quantities.put(Facts.usage("a"), new BigDecimal("3"));
    audited.models.put(new ModelVersion(Facts.MODEL, 1), Facts.price(1, "0.5").model());
    List<UsageCell> cells =
        rater.cells(
            List.of(new DirtyUsage(Facts.usage("a"), Facts.NOON, Facts.NOON)),
            new UnknownTenants());
    rater.rate(cells);
    UsageCell metered = cells.getFirst();
    UsageCell entered =
        new UsageCell(new UsageKey(Facts.TENANT, "a", ""), metered.cycle(), metered.zone());
    have(metered, ADJUSTMENT, new ItemKind.Adjustment(new UUID(0, 8), null));
    have(entered, ENTERED, new ItemKind.Manual("setup", null, null));
    ledger.items.forEach(
        (id, item) ->
            audited.changed.add(
                new AuditedLedger.Changed(id, item.usage().isMetered() ? metered : entered)));
    audited.sink();
  }

  @Test
  void shouldFindNothingWhereEachHasItsCopy() {
    assertThat(run())
        .returns(true, RatingAuditReport::isClean)
        .returns(3L, RatingAuditReport::items)
        .returns(0L, RatingAuditReport::passedOver)
        .returns(0L, RatingAuditReport::undecided);
  }

  @Test
  void shouldNameEachThatHasNoCopy() {
    audited.copies.clear();
    RatingAuditReport found = run();
    assertThat(found.isClean()).isFalse();
    assertThat(found.differencesFound()).isEqualTo(3);
    assertThat(found.differences())
        .extracting(RatingDifference::kind, RatingDifference::item, RatingDifference::found)
        .containsExactlyInAnyOrder(
            tuple(Kind.COPY, ledger.items.keySet().iterator().next(), "no row"),
            tuple(Kind.COPY, ENTERED, "no row"),
            tuple(Kind.COPY, ADJUSTMENT, "no row"));
  }

  @Test
  void shouldSayWhereSomethingWasEnteredByHand() {
    audited.copies.remove(ENTERED);
    assertThat(run().differences().getFirst().where())
        .isEqualTo(
            "TEN-1, by hand, subject 'a', cycle 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z, item "
                + ENTERED);
  }

  @Test
  void shouldTellOfACopyOfAnOlderVersionAndOfOneWithOtherFigures() {
    ledger.items.computeIfPresent(ENTERED, (id, item) -> item.asVersion(2, Facts.NOON));
    ledger.items.computeIfPresent(ADJUSTMENT, (id, item) -> paying(item, "6.00"));
    assertThat(run().differences())
        .extracting(RatingDifference::kind, RatingDifference::item)
        .containsExactlyInAnyOrder(tuple(Kind.COPY, ENTERED), tuple(Kind.COPY, ADJUSTMENT));
  }

  @Test
  void shouldWaitForACopyThatIsOnItsWay() {
    audited.copies.clear();
    audited.meanwhile = audited::sink;
    assertThat(run().isClean()).isTrue();
  }

  @Test
  void shouldAnnounceAgainWhatHasNoCopyAndAskNobodyToRate() {
    audited.copies.remove(ENTERED);
    audited.copies.remove(ADJUSTMENT);
    RatingAuditReport found = run();
    audited.meanwhile =
        () -> {
          if (!ledger.announced.isEmpty()) {
            audited.sink();
          }
        };
    RatingRepair.Outcome outcome = repair(found);

    assertThat(outcome.after().isClean()).isTrue();
    assertThat(outcome.repaired()).hasSize(2);
    assertThat(ledger.announced)
        .extracting(BillingItem::id)
        .containsExactlyInAnyOrder(ENTERED, ADJUSTMENT);
    assertThat(audited.requested).isEmpty();
  }

  @Test
  void shouldAskNobodyToRateWhatSomebodyEnteredAndNobodyCanRead() {
    audited.changed.stream()
        .filter(changed -> changed.id().equals(ENTERED))
        .forEach(
            changed ->
                audited.unreadable.put(
                    changed.cell(), new LedgerSnapshot.Unreadable(ENTERED, "no currency")));
    RatingAuditReport found = run();
    assertThat(found.differences())
        .singleElement()
        .returns(ENTERED, RatingDifference::item)
        .returns("one that cannot: no currency", RatingDifference::found);
    assertThat(repair(found).requested()).isZero();
  }

  @Test
  void shouldOutdoACopyThatIsAheadByTheVersionAboveIt() {
    BillingItem item = item(ENTERED);
    audited.copies.put(ENTERED, FakeAudit.copy(item.asVersion(7, Facts.NOON)));
    RatingAuditReport found = run();
    audited.meanwhile = audited::sink;
    repair(found);
    assertThat(item(ENTERED)).isEqualTo(item.asVersion(8, Facts.NOON));
  }

  @Test
  void shouldChangeAndAnnounceNothingOfAClosedCycle() {
    ledger.become(CycleStatus.CLOSED);
    audited.copies.remove(ENTERED);
    ledger.saved.clear();
    assertThat(repair(run()).repaired()).isEmpty();
    assertThat(ledger.saved).isEmpty();
    assertThat(ledger.announced).isEmpty();
  }

  @Test
  void shouldTellOfABrokenSealWhatItsCopySaysAndThatOthersDoNotShowIt() {
    ledger.become(CycleStatus.CLOSED);
    ledger.items.computeIfPresent(ENTERED, (id, item) -> paying(item, "6.00"));
    audited.broken.addAll(ledger.cycles.keySet());
    List<RatingDifference> differences = run().differences();
    assertThat(differences).hasSize(3).allMatch(each -> each.kind() == Kind.CLOSED_ITEM);
    assertThat(differences)
        .filteredOn(each -> each.item().equals(ENTERED))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.expected()).contains("sealed", "as its copy", "total 5.00 USD");
              assertThat(each.found()).contains("total 6.00 USD");
            });
    assertThat(differences)
        .filteredOn(each -> !each.item().equals(ENTERED))
        .allMatch(each -> each.found().startsWith("others, though"));
  }

  @Test
  void shouldTellOfABrokenSealWhichItemIsGoneAndWhichIsNew() {
    UUID gone = ledger.items.keySet().iterator().next();
    ledger.become(CycleStatus.CLOSED);
    ledger.items.remove(gone);
    audited.copies.remove(ENTERED);
    audited.broken.addAll(ledger.cycles.keySet());
    List<RatingDifference> differences = run().differences();
    assertThat(differences)
        .filteredOn(each -> each.item().equals(gone))
        .singleElement()
        .returns("no item", RatingDifference::found)
        .matches(each -> each.expected().contains("as its copy: client a, quantity 3"));
    assertThat(differences)
        .filteredOn(each -> each.item().equals(ENTERED))
        .singleElement()
        .matches(each -> each.expected().endsWith("as its copy: none"));
  }

  private RatingAuditReport run() {
    return audit.run(PERIOD, () -> false);
  }

  private RatingRepair.Outcome repair(RatingAuditReport found) {
    return new RatingRepair(
            audit, stores, audited, InstantSource.fixed(Facts.NOON), Duration.ofSeconds(5))
        .run(found);
  }

  private BillingItem item(UUID id) {
    return ledger.items.values().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void have(UsageCell cell, UUID id, ItemKind kind) {
    BillingCycle cycle = ledger.cycles.values().iterator().next();
    ledger.save(
        List.of(
            new BillingItem(
                id,
                cycle.id(),
                cycle.key().scope(),
                cell.key(),
                kind,
                Facts.MODEL,
                1,
                line("5.00"),
                List.of(),
                1,
                Facts.NOON,
                Facts.NOON)));
  }

  private static BillingItem paying(BillingItem item, String total) {
    return item.rated(Facts.priced(line(total), item.modelVersion()));
  }

  private static RatedLine line(String total) {
    return new RatedLine(
        BigDecimal.ONE,
        new BigDecimal(total),
        new BigDecimal(total),
        new BigDecimal(total),
        Currency.getInstance("USD"),
        List.of());
  }
}
