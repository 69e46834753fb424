package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.cycle.CycleType;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which cycles rating opens, and what becomes of usage of those that are closed. */
class CycleRatingTest {

  private static final CycleOwner OWNER = new CycleOwner(Facts.TENANT, "a");

  private final FakeLedger ledger = new FakeLedger();
  private final FakeUsage usage = new FakeUsage();
  private final Rater rater = new Rater(ledger, usage, InstantSource.fixed(Facts.NOON));

  @BeforeEach
  void priceAndUsage() {
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(1, "0.5"));
    usage.quantities.put(Facts.usage("a"), new BigDecimal("3"));
  }

  @Test
  void shouldGoOnWithAChainInItsScope() {
    have("partner", CycleType.WEEKLY, "2026-11-02", "2026-11-09");
    rate("2026-11-08T00:00:00Z", "2026-11-17T00:00:00Z");
    assertThat(ledger.cycles.keySet())
        .extracting(key -> key.scope().type() + " " + key.period().start())
        .containsExactly(
            "partner 2026-11-02T00:00:00Z",
            "partner 2026-11-09T00:00:00Z",
            "partner 2026-11-16T00:00:00Z");
    assertThat(ledger.items).hasSize(3);
  }

  @Test
  void shouldTouchEveryDayOfARange() {
    have("client", CycleType.DAILY, "2026-11-01", "2026-11-02");
    assertThat(cells("2026-11-01T00:00:00Z", "2026-11-30T23:59:00Z")).hasSize(30);
  }

  @Test
  void shouldOpenNoCycleThatHasNoUsage() {
    usage.quantities.clear();
    rate("2026-11-01T00:00:00Z", "2026-11-30T23:59:00Z");
    assertThat(ledger.cycles).isEmpty();
  }

  @Test
  void shouldLookAgainWhereSomebodyMadeACycleMeanwhile() {
    List<UsageCell> before = cells("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z");
    ledger.beforeOpening = () -> have("agent", CycleType.CUSTOM, "2026-11-20", "2026-11-25");
    usage.quantities.put(Facts.usage("a"), BigDecimal.ONE);

    rater.rate(before);

    // What is left of the month on either side has usage here as well, and cycles of its own.
    assertThat(ledger.cycles.keySet().stream().map(CycleKey::period).sorted(byStart()))
        .containsExactly(
            period("2026-11-01", "2026-11-20"),
            period("2026-11-20", "2026-11-25"),
            period("2026-11-25", "2026-12-01"));
  }

  @Test
  void shouldAdjustInTheOpenCycleWhatAClosedOneLacks() {
    rate("2026-10-05T00:00:00Z", "2026-10-05T00:00:00Z");
    ledger.become(CycleStatus.PAID);
    have("client", CycleType.MONTHLY, "2026-11-01", "2026-12-01");
    usage.quantities.put(Facts.usage("a"), new BigDecimal("7"));
    ledger.saved.clear();
    ledger.knownPrices.putAll(ledger.prices);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(2, "9"));

    assertThat(rate("2026-10-05T00:00:00Z", "2026-10-05T00:00:00Z")).isEqualTo(1);
    assertThat(rate("2026-10-05T00:00:00Z", "2026-10-05T00:00:00Z")).isZero();
    assertThat(ledger.saved)
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.kind()).isInstanceOf(ItemKind.Adjustment.class);
              assertThat(item.line().totalAmount()).isEqualTo("2.00");
            });
  }

  @Test
  void shouldOpenANextCycleForAnAdjustmentWhereNoneIsOpen() {
    rate("2026-11-05T00:00:00Z", "2026-11-05T00:00:00Z");
    ledger.become(CycleStatus.CLOSED);
    usage.quantities.put(Facts.usage("a"), BigDecimal.ONE);
    rate("2026-11-05T00:00:00Z", "2026-11-05T00:00:00Z");
    assertThat(ledger.cycles.values())
        .extracting(cycle -> cycle.key().period().start() + " " + cycle.status())
        .containsExactlyInAnyOrder("2026-11-01T00:00:00Z CLOSED", "2026-12-01T00:00:00Z ACTIVE");
    assertThat(ledger.saved.getLast().line().totalAmount()).isEqualTo("-1.00");
  }

  @Test
  void shouldCloseAtOnceWhatReadersWereToldIsFinal() {
    ledger.finalUntil.put(OWNER, Instant.parse("2026-11-01T00:00:00Z"));
    rate("2026-10-05T00:00:00Z", "2026-10-05T00:00:00Z");
    assertThat(ledger.cycles.values())
        .extracting(cycle -> cycle.key().period().start() + " " + cycle.status())
        .containsExactlyInAnyOrder("2026-10-01T00:00:00Z CLOSED", "2026-11-01T00:00:00Z ACTIVE");
    assertThat(ledger.items.values())
        .singleElement()
        .returns(new BigDecimal("1.50"), item -> item.line().totalAmount())
        .extracting(BillingItem::kind)
        .isInstanceOf(ItemKind.Adjustment.class);
  }

  @Test
  void shouldCloseWithAllUsageASealAndTheNextCycle() {
    BillingCycle cycle = have("client", CycleType.MONTHLY, "2026-10-01", "2026-11-01");
    BillingCycle closed = close(cycle, "2026-11-01T00:00:00Z");
    assertThat(closed.status()).isEqualTo(CycleStatus.CLOSED);
    assertThat(closed.watermark()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(ledger.seals.get(cycle.id())).isEqualTo(CycleSeal.of(ledger.items.values()));
    assertThat(ledger.items).hasSize(1);
    assertThat(ledger.cycles.values())
        .extracting(one -> one.key().period().start() + " " + one.status())
        .containsExactly("2026-10-01T00:00:00Z CLOSED", "2026-11-01T00:00:00Z ACTIVE");
  }

  @Test
  void shouldCloseEarlyButNotBeforeItBeganNorBeforeItsUsageIsThere() {
    BillingCycle past = have("client", CycleType.CUSTOM, "2026-10-01", "2026-11-01");
    BillingCycle present = have("client", CycleType.CUSTOM, "2026-11-01", "2026-12-01");
    BillingCycle future = have("client", CycleType.CUSTOM, "2026-12-01", "2027-01-01");
    assertThat(close(present, "2026-10-01T00:00:00Z").status()).isEqualTo(CycleStatus.CLOSED);
    assertThatThrownBy(() -> close(future, "2026-11-21T00:00:00Z"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageContaining("cancel it instead");
    assertThatThrownBy(() -> close(past, "2026-10-31T23:59:59Z"))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(503);
              assertThat(e.headers()).containsKey("Retry-After");
            })
        .hasMessageContaining("usage is there up to 2026-10-31T23:59:59Z");
    assertThatThrownBy(() -> close(present, "2026-11-21T00:00:00Z"))
        .hasMessageContaining("is closed and cannot become closed (expected: invoiced or");
  }

  private BillingCycle close(BillingCycle cycle, String watermark) {
    return new CycleClosing(
            ledger,
            rater,
            () -> Optional.of(Instant.parse(watermark)),
            InstantSource.fixed(Facts.NOON))
        .close(Facts.TENANT, cycle.id())
        .after();
  }

  private BillingCycle have(String scopeType, CycleType type, String start, String end) {
    BillingPeriod period = period(start, end);
    CycleKey key = new CycleKey(Facts.TENANT, new BillingScope(scopeType, "a"), period);
    BillingCycle cycle =
        BillingCycle.active(
            UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8)),
            key,
            CycleChain.from(type, period.start(), ZoneOffset.UTC),
            Facts.NOON);
    ledger.cycles.putIfAbsent(key, cycle);
    return cycle;
  }

  private static BillingPeriod period(String start, String end) {
    return new BillingPeriod(
        Instant.parse(start + "T00:00:00Z"), Instant.parse(end + "T00:00:00Z"));
  }

  private static Comparator<BillingPeriod> byStart() {
    return Comparator.comparing(BillingPeriod::start);
  }

  private int rate(String first, String last) {
    return rater.rate(cells(first, last));
  }

  private List<UsageCell> cells(String first, String last) {
    return rater.cells(
        List.of(new DirtyUsage(Facts.usage("a"), Instant.parse(first), Instant.parse(last))),
        new UnknownTenants());
  }
}
