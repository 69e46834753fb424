package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.rule.Action;
import io.meterhouse.rating.rule.PriceOverride;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What was known at a time, to the instant; and rules, which are in force by the same times. */
class KnownTimeTest {

  private static final Action FEE = new Action.AddFee(BigDecimal.ONE, "fee");
  private static final PriceOverride OFF = new PriceOverride.PercentOff(BigDecimal.TEN);
  private static final Customer CUSTOMER = Customer.ofUsage("client-7", null);
  private static final EffectiveTime ENDED = new EffectiveTime(day(1), day(20), day(2), day(9));

  @Test
  void shouldEndAtTheEarlierOfWhatWasNamedAndWhatSomebodyDid() {
    assertThat(new EffectiveTime(null, null, day(2), day(9)).ends()).isEqualTo(day(9));
    assertThat(ENDED.ends()).isEqualTo(day(9));
    assertThat(new EffectiveTime(day(1), day(5), day(2), day(9)).ends()).isEqualTo(day(5));
  }

  @Test
  void shouldKnowFromTheInstantAtWhichItWasRecordedOrEnded() {
    assertThat(ENDED.isKnownAt(day(2))).isTrue();
    assertThat(ENDED.isKnownAt(day(2).minusMillis(1))).isFalse();
    assertThat(ENDED.asKnownAt(day(9))).isEqualTo(ENDED);
    assertThat(ENDED.asKnownAt(day(9).minusMillis(1)))
        .isEqualTo(new EffectiveTime(day(1), day(20), day(2), null));
    ModelHistory.Version version =
        new ModelHistory.Version(
            1, null, day(2), true, Book.METER, Drafts.draft(ModelType.DYNAMIC, "currency=USD"));
    ModelHistory history = new ModelHistory(id(1), List.of(version));
    assertThat(history.asKnownAt(day(2))).isEqualTo(history);
    assertThat(history.asKnownAt(day(2).minusMillis(1)).versions()).isEmpty();
  }

  @Test
  void shouldForgetWhatCameLaterAndWhatWasEndedLater() {
    EffectiveTime later = EffectiveTime.since(day(40));
    EffectiveTime ended = new EffectiveTime(null, null, day(0), day(40));
    PriceBook known =
        new Book()
            .scope(3, 1, ScopeType.GLOBAL, null, later)
            .scope(4, 1, ScopeType.GLOBAL, null, ended)
            .rule(5, 1, later, FEE)
            .rule(6, 1, ended, FEE)
            .override(7, 1, ScopeType.GLOBAL, null, OFF, later)
            .override(8, 1, ScopeType.GLOBAL, null, OFF, ended)
            .book()
            .asKnownAt(day(32));
    EffectiveTime goesOn = EffectiveTime.since(day(0));
    assertThat(known.scopes())
        .singleElement()
        .returns(id(4), PricingScope::id)
        .returns(goesOn, PricingScope::time);
    assertThat(known.rules())
        .singleElement()
        .returns(id(6), rule -> rule.rule().id())
        .returns(goesOn, PriceBook.TimedRule::time);
    assertThat(known.overrides())
        .singleElement()
        .returns(id(8), PriceBook.TimedOverride::id)
        .returns(goesOn, PriceBook.TimedOverride::time);
  }

  @Test
  void shouldApplyRulesOfTheModelWhileTheyAreInForce() {
    EffectiveTime aWeek = new EffectiveTime(day(10), day(17), day(1), null);
    Book book =
        new Book()
            .model(1, 0, "1")
            .global(10, 1)
            .rule(5, 1, aWeek, FEE)
            .rule(6, 2, EffectiveTime.since(day(0)), FEE);
    assertThat(november(book).stretches())
        .extracting(
            stretch ->
                Book.number(stretch.from())
                    + ": "
                    + Objects.requireNonNull(stretch.plan()).rules().stream()
                        .map(rule -> rule.id().getLeastSignificantBits())
                        .toList())
        .containsExactly("1: []", "10: [5]", "17: []");
  }

  @Test
  void shouldKeepTheCurrencyOfThePeriodOverATimeWithoutAPrice() {
    ModelDraft euro = Drafts.draft(ModelType.USAGE_BASED, "currency=EUR basePrice=2");
    Book book = new Book().model(1, 0, "1").deactivated(1, 10).model(1, 20, euro).global(10, 1);
    assertThat(november(book).stretches())
        .filteredOn(stretch -> stretch.plan() != null)
        .as("neither the euros, nor the dollars that were over")
        .singleElement()
        .returns(day(1), PriceTimeline.Stretch::from)
        .returns(day(10), PriceTimeline.Stretch::to)
        .returns(
            "USD",
            stretch ->
                Objects.requireNonNull(stretch.plan()).model().terms().currency().toString());
  }

  @Test
  void shouldGiveNoPriceOfAModelThatIsNotActiveThen() {
    PriceBook book = new Book().model(1, 0, "1").deactivated(1, 10).book();
    assertThat(PriceTimelines.ofModel(book, id(1), CUSTOMER, day(9))).isPresent();
    assertThat(PriceTimelines.ofModel(book, id(1), CUSTOMER, day(10))).isEmpty();
  }

  private static PriceTimeline november(Book book) {
    return PriceTimelines.of(book.book(), CUSTOMER, Book.METER, new BillingPeriod(day(1), day(31)));
  }
}
