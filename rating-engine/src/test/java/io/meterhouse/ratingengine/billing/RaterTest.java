package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.Subscription;
import io.meterhouse.rating.SubscriptionPeriod;
import io.meterhouse.rating.Terms;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RaterTest {

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
  void shouldMakeAnItemInAMonthlyCycleOfTheSubject() {
    assertThat(rate("a")).isEqualTo(1);
    BillingItem item = ledger.saved.getFirst();
    assertThat(item.line().totalAmount()).isEqualTo("1.50");
    assertThat(item.version()).isEqualTo(1);
    assertThat(ledger.cycles.keySet())
        .extracting(CycleKey::scope)
        .containsExactly(new BillingScope("client", "a"));
  }

  @Test
  void shouldBillUsageWithoutASubjectToTheTenantAsAWhole() {
    usage.quantities.put(Facts.usage(""), BigDecimal.ONE);
    rate("");
    assertThat(ledger.cycles.keySet())
        .extracting(CycleKey::scope)
        .containsExactly(new BillingScope("global", "TEN-1"));
  }

  @Test
  void shouldChangeNothingWhereNothingChanged() {
    rate("a");
    assertThat(rate("a")).isZero();
    usage.quantities.put(Facts.usage("a"), new BigDecimal("3.000"));
    assertThat(rate("a")).isZero();
  }

  @Test
  void shouldGiveTheNextVersionForMoreUsageAndForANewPrice() {
    rate("a");
    usage.quantities.put(Facts.usage("a"), new BigDecimal("4"));
    rate("a");
    ledger.prices.put(Facts.usage("a").price(), Facts.price(2, "0.25"));
    rate("a");
    assertThat(ledger.saved)
        .extracting(
            item -> item.version() + "/" + item.modelVersion() + "=" + item.line().totalAmount())
        .containsExactly("1/1=1.50", "2/1=2.00", "3/2=1.00");
  }

  @Test
  void shouldNeitherOpenACycleNorGuessWithoutAPrice() {
    ledger.prices.clear();
    assertThat(rate("a")).isZero();
    assertThat(ledger.cycles).isEmpty();
    assertThat(usage.quantities).isNotEmpty();
  }

  @Test
  void shouldChargeAFeeAlsoWhereThereIsNoUsage() {
    Terms dollars = Terms.in(Currency.getInstance("USD"));
    ledger.prices.put(
        Facts.usage("a").price(),
        Facts.price(1, new Subscription(BigDecimal.TEN, SubscriptionPeriod.MONTHLY, dollars)));
    assertThat(rate("idle")).as("nobody's cycle is opened for a fee").isZero();
    UsageCell idle = cells(rater, "idle").getFirst();
    ledger.open(
        List.of(
            BillingCycle.active(
                idle.cycle().id(),
                idle.cycle(),
                CycleChain.months(idle.period().start(), ZoneOffset.UTC),
                Facts.NOON)));
    assertThat(rate("idle")).isEqualTo(1);
    assertThat(rate("a")).isEqualTo(1);
    usage.quantities.put(Facts.usage("a"), new BigDecimal("400"));
    assertThat(rate("a")).isEqualTo(1);
    assertThat(ledger.saved)
        .extracting(item -> item.line().quantity() + "=" + item.line().totalAmount())
        .containsExactly("0=10.00", "3=10.00", "400=10.00");
  }

  @Test
  void shouldSetAnItemToZeroWhenItsPriceGoes() {
    rate("a");
    ledger.prices.clear();
    assertThat(rate("a")).isEqualTo(1);
    BillingItem item = ledger.saved.getLast();
    assertThat(item.version()).isEqualTo(2);
    assertThat(item.line().quantity()).isEqualTo("3");
    assertThat(item.line().totalAmount()).isEqualTo("0.00");
    assertThat(item.line().breakdown()).isEmpty();
    assertThat(rate("a")).isZero();
  }

  @Test
  void shouldLeaveItemsOfACancelledCycleAlone() {
    rate("a");
    ledger.become(CycleStatus.CANCELLED);
    usage.quantities.put(Facts.usage("a"), new BigDecimal("400"));
    assertThat(rate("a")).isZero();
  }

  @Test
  void shouldGiveTheSameIdsEverywhere() {
    rate("a");
    FakeLedger elsewhere = new FakeLedger();
    elsewhere.zones.putAll(ledger.zones);
    elsewhere.prices.putAll(ledger.prices);
    Rater other = new Rater(elsewhere, usage, InstantSource.fixed(Facts.NOON));
    other.rate(cells(other, "a"));
    assertThat(elsewhere.saved).isEqualTo(ledger.saved);
  }

  private int rate(String subject) {
    return rater.rate(cells(rater, subject));
  }

  private static List<UsageCell> cells(Rater rater, String subject) {
    return rater.cells(
        List.of(new DirtyUsage(Facts.usage(subject), Facts.NOON, Facts.NOON)),
        new UnknownTenants());
  }
}
