package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleBook;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where what a closed cycle lacks is charged; it is noon of 21 November 2026. */
class CycleOpeningTest {

  private static final BillingScope SCOPE = new BillingScope("client", "a");

  private final List<BillingCycle> cycles = new ArrayList<>();

  @Test
  void shouldAdjustInTheActiveCycleThatCoversNow() {
    have("2026-12-01", "2027-01-01", CycleStatus.ACTIVE);
    have("2026-11-01", "2026-12-01", CycleStatus.ACTIVE);
    assertThat(adjustedIn("2026-10-01", "2026-11-01", null)).isEqualTo("2026-11-01 ACTIVE");
  }

  @Test
  void shouldAdjustInTheNextActiveOneAfterItAndNeverBefore() {
    have("2026-09-01", "2026-10-01", CycleStatus.ACTIVE);
    have("2026-11-01", "2026-12-01", CycleStatus.CLOSED);
    have("2027-01-01", "2027-02-01", CycleStatus.ACTIVE);
    have("2026-12-01", "2027-01-01", CycleStatus.ACTIVE);
    assertThat(adjustedIn("2026-10-01", "2026-11-01", null)).isEqualTo("2026-12-01 ACTIVE");
  }

  @Test
  void shouldOpenTheCycleOfNowAndNoneBetween() {
    have("2026-08-01", "2026-09-01", CycleStatus.ACTIVE);
    assertThat(adjustedIn("2026-09-01", "2026-10-01", null)).isEqualTo("2026-11-01 ACTIVE");
  }

  @Test
  void shouldOpenNoneThatIsThereOrThatIsFinal() {
    have("2026-11-01", "2026-12-01", CycleStatus.CANCELLED);
    assertThat(adjustedIn("2026-10-01", "2026-11-01", null)).isEqualTo("2026-12-01 ACTIVE");
    assertThat(adjustedIn("2026-10-01", "2026-11-01", "2026-12-15")).isEqualTo("2027-01-01 ACTIVE");
  }

  @Test
  void shouldOpenTheNextOneWhereItWasClosedBeforeItsEnd() {
    assertThat(adjustedIn("2026-11-01", "2026-12-01", null)).isEqualTo("2026-12-01 ACTIVE");
  }

  @Test
  void shouldOpenACycleOnceHoweverManyMetersNeedIt() {
    FakeLedger ledger = new FakeLedger();
    CycleKey key = new CycleKey(Facts.TENANT, SCOPE, period("2026-11-01", "2026-12-01"));
    CycleOpening.open(
        ledger,
        List.of(
            new UsageCell(Facts.usage("a"), key, ZoneOffset.UTC),
            new UsageCell(new UsageKey(Facts.TENANT, "a", "seats"), key, ZoneOffset.UTC)),
        Facts.NOON);
    assertThat(ledger.opened).extracting(BillingCycle::key).containsExactly(key);
  }

  @Test
  void shouldTakeTheTimeOfAClosedOneFromTheOrderOfPricesAndCloses() {
    FakeLedger ledger = new FakeLedger();
    ledger.clockBehind = Duration.ofMinutes(10);
    CycleKey old = new CycleKey(Facts.TENANT, SCOPE, period("2026-10-01", "2026-11-01"));
    UsageCell cell = new UsageCell(Facts.usage("a"), old, ZoneOffset.UTC);
    ledger.finalUntil.put(cell.owner(), day("2026-11-01"));
    CycleOpening.open(ledger, List.of(cell), Facts.NOON);
    assertThat(ledger.opened)
        .singleElement()
        .returns(CycleStatus.CLOSED, BillingCycle::status)
        .returns(Facts.NOON.plusSeconds(600), BillingCycle::pricesKnownAt);

    ledger.pricesLocked.clear();
    CycleKey present = new CycleKey(Facts.TENANT, SCOPE, period("2026-11-01", "2026-12-01"));
    CycleOpening.open(
        ledger, List.of(new UsageCell(Facts.usage("a"), present, ZoneOffset.UTC)), Facts.NOON);
    assertThat(ledger.pricesLocked).as("an open one waits for no price writer").isEmpty();
  }

  private String adjustedIn(String start, String end, @Nullable String finalUntil) {
    BillingCycle closed = have(start, end, CycleStatus.CLOSED);
    BillingCycle found =
        CycleOpening.forAdjustments(
            new CycleBook(cycles),
            closed,
            ZoneOffset.UTC,
            finalUntil == null ? null : day(finalUntil),
            Facts.NOON);
    return found.key().period().start().toString().substring(0, 10) + " " + found.status();
  }

  private BillingCycle have(String start, String end, CycleStatus status) {
    CycleKey key = new CycleKey(Facts.TENANT, SCOPE, period(start, end));
    BillingCycle cycle =
        BillingCycle.active(
                UUID.nameUUIDFromBytes(start.getBytes(StandardCharsets.UTF_8)),
                key,
                CycleChain.months(day(start), ZoneOffset.UTC),
                Facts.NOON)
            .in(status, Facts.NOON);
    cycles.removeIf(each -> each.key().equals(key));
    cycles.add(cycle);
    return cycle;
  }

  private static BillingPeriod period(String start, String end) {
    return new BillingPeriod(day(start), day(end));
  }

  private static Instant day(String day) {
    return Instant.parse(day + "T00:00:00Z");
  }
}
