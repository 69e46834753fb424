package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.rule.PriceOverride;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose override it is, and when; model 1 is for everybody, and November the period. */
class OverrideChoiceTest {

  private static final PriceOverride OFF = new PriceOverride.PercentOff(BigDecimal.TEN);
  private static final Customer CLIENT_7 = Customer.ofUsage("client-7", DeploymentType.SHARED_SAAS);

  private final Book book = new Book().model(1, 0, "1").model(2, 0, "2").global(10, 1);

  @Test
  void shouldBeOfTheModelThatPricesAlone() {
    assertThat(chosen(book.override(20, 2, ScopeType.GLOBAL, null, OFF))).containsExactly("1: []");
  }

  @Test
  void shouldActFromItsTimeToItsEnd() {
    EffectiveTime aWeek = new EffectiveTime(day(10), day(17), day(1), null);
    assertThat(chosen(book.override(20, 1, ScopeType.GLOBAL, null, OFF, aWeek)))
        .containsExactly("1: []", "10: [20]", "17: []");
  }

  @Test
  void shouldBeTheOneThatBeganLaterAndThenThatOfTheGreaterId() {
    book.override(22, 1, ScopeType.CLIENT, "client-7", OFF)
        .override(21, 1, ScopeType.CLIENT, "client-7", OFF, EffectiveTime.since(day(-300)));
    assertThat(chosen(book)).containsExactly("1: [21]");
    book.override(19, 1, ScopeType.CLIENT, "client-7", OFF, EffectiveTime.since(day(-300)));
    assertThat(chosen(book)).containsExactly("1: [21]");
  }

  @Test
  void shouldReachWhoeverHasAScopeBelowItsPlace() {
    partner(null);
    assertThat(chosen(book.override(20, 1, ScopeType.PARTNER, "partner-1", OFF)))
        .containsExactly("1: [20]");
  }

  @Test
  void shouldReachNobodyOverAScopeThatHasEnded() {
    partner(day(9));
    assertThat(chosen(book.override(20, 1, ScopeType.PARTNER, "partner-1", OFF)))
        .containsExactly("1: [20]", "9: []");
  }

  @Test
  void shouldBeForOneKindOfDeployment() {
    book.override(20, 1, ScopeType.DEPLOYMENT, DeploymentType.SELF_HOSTED.wireName(), OFF);
    assertThat(chosen(book)).containsExactly("1: []");
    assertThat(chosen(book, Customer.ofUsage("client-7", null))).containsExactly("1: []");
    assertThat(chosen(book, Customer.ofUsage("client-7", DeploymentType.SELF_HOSTED)))
        .containsExactly("1: [20]");
  }

  /** The client's own scope prices nothing, as model 2 does not exist for the meter any more. */
  private void partner(@Nullable Instant endedAt) {
    EffectiveTime time = new EffectiveTime(null, null, day(-400), endedAt);
    book.deactivated(2, -10)
        .add(
            new PricingScope(
                id(11), id(2), ScopeType.PARTNER, "partner-1", null, false, null, time))
        .child(12, 2, ScopeType.CLIENT, "client-7", 11);
  }

  private static List<String> chosen(Book book) {
    return chosen(book, CLIENT_7);
  }

  /** {@code day: overrides} of each stretch. */
  private static List<String> chosen(Book book, Customer customer) {
    return PriceTimelines.of(book.book(), customer, Book.METER, new BillingPeriod(day(1), day(31)))
        .stretches()
        .stream()
        .map(
            stretch ->
                Book.number(stretch.from())
                    + ": "
                    + Objects.requireNonNull(stretch.plan()).overrides().stream()
                        .map(PriceBook.TimedOverride::id)
                        .map(UUID::getLeastSignificantBits)
                        .toList())
        .toList();
  }
}
