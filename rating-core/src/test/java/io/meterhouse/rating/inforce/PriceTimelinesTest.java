package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
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
import org.junit.jupiter.api.Test;

/** November 2026 is the period; a stretch is shown as {@code day: model vVersion}. */
class PriceTimelinesTest {

  private static final BillingPeriod NOVEMBER = new BillingPeriod(day(1), day(31));
  private static final Customer CLIENT_7 = Customer.ofUsage("client-7", DeploymentType.SHARED_SAAS);

  @Test
  void shouldBePricedBySomethingForEverybody() {
    assertThat(prices(new Book().model(1, 0, "1").global(10, 1))).containsExactly("1: 1 v1");
  }

  @Test
  void shouldHaveNoPriceWithoutAScopeForTheCustomer() {
    Book book = new Book().model(1, 0, "1");
    assertThat(prices(book)).containsExactly("1: none");
    book.scope(10, 1, ScopeType.CLIENT, "client-8", EffectiveTime.since(day(-400)));
    assertThat(prices(book)).containsExactly("1: none");
  }

  @Test
  void shouldPreferTheMoreSpecificScope() {
    Book book = new Book();
    ScopeType[] types = ScopeType.values();
    for (int i = 0; i < types.length; i++) {
      book.model(i + 1, 0, Integer.toString(i + 1));
      book.scope(
          100 - i,
          i + 1,
          types[i],
          types[i].hasMembers() ? "client-7" : null,
          EffectiveTime.since(day(-400)));
      assertThat(prices(book)).containsExactly("1: " + (i + 1) + " v1");
    }
  }

  @Test
  void shouldPreferAnOverrideInTheSamePlaceWhicheverIsOlder() {
    Book book =
        new Book()
            .model(1, 0, "1")
            .model(2, 0, "2")
            .add(client(10, 1, true, day(-400)))
            .add(client(11, 2, false, day(-300)));
    assertThat(prices(book)).containsExactly("1: 1 v1");
  }

  @Test
  void shouldClimbToTheParentOfAScopeThatNamesTheCustomer() {
    ModelDraft other = Drafts.draft(ModelType.FLAT, "currency=USD basePrice=9");
    Book book =
        new Book()
            .model(1, 0, "1")
            .model(2, 0, "2")
            .version(3, new ModelHistory.Version(1, null, day(0), true, "storage", other))
            .global(10, 1)
            .scope(11, 2, ScopeType.PARTNER, "partner-1", EffectiveTime.since(day(-400)))
            .child(12, 3, ScopeType.CLIENT, "client-7", 11);
    assertThat(prices(book)).containsExactly("1: 2 v1");
    assertThat(prices(book, Customer.ofUsage("client-8", DeploymentType.SHARED_SAAS)))
        .containsExactly("1: 1 v1");
  }

  @Test
  void shouldKeepWhatIsForAnotherDeploymentAway() {
    Book book =
        new Book()
            .model(1, 0, "1")
            .model(2, 0, "2")
            .global(10, 1)
            .deployed(11, 2, DeploymentType.SELF_HOSTED);
    assertThat(prices(book)).containsExactly("1: 1 v1");
    assertThat(prices(book, Customer.ofUsage("client-7", DeploymentType.SELF_HOSTED)))
        .containsExactly("1: 2 v1");
  }

  @Test
  void shouldBeInForceFromItsTimeAndNeverBefore() {
    Book book =
        new Book()
            .model(1, 0, "1")
            .model(1, 10, "2")
            .model(2, 0, "3")
            .global(10, 1)
            .scope(11, 2, ScopeType.CLIENT, "client-7", EffectiveTime.since(day(20)));
    assertThat(prices(book)).containsExactly("1: 1 v1", "10: 1 v2", "20: 2 v1");
  }

  @Test
  void shouldTakeTheNewerOfTwoVersionsWhoseTimeHasCome() {
    Book book = new Book().model(1, 0, "1").model(1, 20, "2").model(1, 10, "3").global(10, 1);
    assertThat(prices(book)).containsExactly("1: 1 v1", "10: 1 v3");
  }

  @Test
  void shouldEndWithItsScopeAndItsModel() {
    EffectiveTime untilThe12th = new EffectiveTime(null, day(12), day(-400), null);
    assertThat(
            prices(new Book().model(1, 0, "1").scope(10, 1, ScopeType.GLOBAL, null, untilThe12th)))
        .containsExactly("1: 1 v1", "12: none");
    EffectiveTime endedOnThe9th = new EffectiveTime(null, day(12), day(-400), day(9));
    assertThat(
            prices(new Book().model(1, 0, "1").scope(10, 1, ScopeType.GLOBAL, null, endedOnThe9th)))
        .containsExactly("1: 1 v1", "9: none");
    assertThat(prices(new Book().model(1, 0, "1").deactivated(1, 15).global(10, 1)))
        .containsExactly("1: 1 v1", "15: none");
  }

  @Test
  void shouldPriceWhatWasUsedBeforeThereWasAnyPriceByTheFirstThatComes() {
    EffectiveTime now = EffectiveTime.since(day(12));
    assertThat(prices(new Book().model(1, 0, "1").scope(10, 1, ScopeType.GLOBAL, null, now)))
        .containsExactly("1: 1 v1");
    EffectiveTime later = EffectiveTime.since(day(90));
    assertThat(prices(new Book().model(1, 0, "1").scope(10, 1, ScopeType.GLOBAL, null, later)))
        .containsExactly("1: 1 v1");
  }

  @Test
  void shouldKeepTheTimesOfVersionsThere() {
    EffectiveTime now = EffectiveTime.since(day(22));
    assertThat(
            prices(
                new Book()
                    .model(1, 0, "1")
                    .model(1, 5, "2")
                    .scope(10, 1, ScopeType.GLOBAL, null, now)))
        .containsExactly("1: 1 v1", "5: 1 v2");
  }

  @Test
  void shouldTakeTheFirstOfTwoThatCome() {
    assertThat(
            prices(
                new Book()
                    .model(1, 0, "1")
                    .model(2, 0, "2")
                    .scope(10, 1, ScopeType.GLOBAL, null, EffectiveTime.since(day(10)))
                    .scope(11, 2, ScopeType.CLIENT, "client-7", EffectiveTime.since(day(20)))))
        .containsExactly("1: 1 v1", "20: 2 v1");
  }

  @Test
  void shouldNotDoSoWhereATimeWasNamed() {
    EffectiveTime named = new EffectiveTime(day(12), null, day(12), null);
    assertThat(prices(new Book().model(1, 0, "1").scope(10, 1, ScopeType.GLOBAL, null, named)))
        .containsExactly("1: none", "12: 1 v1");
    assertThat(prices(new Book().model(1, 12, "1").global(10, 1)))
        .containsExactly("1: none", "12: 1 v1");
    EffectiveTime later = new EffectiveTime(day(90), null, day(12), null);
    assertThat(prices(new Book().model(1, 0, "1").scope(10, 1, ScopeType.GLOBAL, null, later)))
        .containsExactly("1: none");
  }

  @Test
  void shouldLetAPriceInAnotherCurrencyWaitForTheNextPeriod() {
    ModelDraft euro = Drafts.draft(ModelType.USAGE_BASED, "currency=EUR basePrice=2");
    Book book = new Book().model(1, 0, "1").model(1, 10, euro).model(1, 20, "3").global(10, 1);
    assertThat(prices(book)).containsExactly("1: 1 v1", "20: 1 v3");
    assertThat(new BillingPeriod(day(11), day(31)))
        .satisfies(
            period -> assertThat(prices(book, CLIENT_7, period)).containsExactly("11: 1 v2"));
  }

  @Test
  void shouldChooseOneOverrideOfAType() {
    Book book =
        new Book()
            .model(1, 0, "1")
            .global(10, 1)
            .override(20, 1, ScopeType.GLOBAL, null, off("5"))
            .override(21, 1, ScopeType.CLIENT, "client-7", off("10"))
            .override(22, 1, ScopeType.CLIENT, "client-8", off("20"))
            .override(
                23, 1, ScopeType.CLIENT, "client-7", new PriceOverride.UnitPrice(BigDecimal.ONE));
    PricePlan plan = timeline(book, CLIENT_7, NOVEMBER).first().orElseThrow();
    assertThat(plan.overrides())
        .extracting(PriceBook.TimedOverride::id)
        .containsExactly(id(23), id(21));
  }

  @Test
  void shouldReplaceFieldsOfTheConfigAndLeaveAloneWhatMakesNoSenseAnyMore() {
    ModelDraft cheaper = Drafts.draft(ModelType.USAGE_BASED, "basePrice=0.5");
    Book book =
        new Book()
            .model(1, 0, "1")
            .model(1, 10, Drafts.draft(ModelType.DYNAMIC, "currency=USD"))
            .global(10, 1)
            .override(
                20,
                1,
                ScopeType.CLIENT,
                "client-7",
                new PriceOverride.Config(
                    new ModelDraft(
                        ModelType.USAGE_BASED,
                        null,
                        cheaper.numbers(),
                        null,
                        null,
                        List.of(),
                        List.of())));
    List<PricePlan> plans =
        timeline(book, CLIENT_7, NOVEMBER).stretches().stream()
            .map(stretch -> Objects.requireNonNull(stretch.plan()))
            .toList();
    assertThat(plans.getFirst().model().unitPrice(BigDecimal.ONE, BigDecimal.ONE))
        .isEqualByComparingTo("0.5");
    assertThat(plans.getLast().overrides()).isEmpty();
  }

  @Test
  void shouldForgetWhatWasNotKnownThen() {
    Book book =
        new Book()
            .model(1, 0, "1")
            .version(
                1,
                new ModelHistory.Version(
                    2,
                    day(5),
                    day(40),
                    true,
                    Book.METER,
                    Drafts.draft(ModelType.FLAT, "currency=USD basePrice=2")))
            .scope(10, 1, ScopeType.GLOBAL, null, new EffectiveTime(null, null, day(-9), day(40)))
            .override(
                20,
                1,
                ScopeType.CLIENT,
                "client-7",
                off("10"),
                new EffectiveTime(day(1), null, day(40), null));
    assertThat(prices(book)).containsExactly("1: 1 v1", "5: 1 v2");
    PriceTimeline known =
        PriceTimelines.of(book.book().asKnownAt(day(32)), CLIENT_7, Book.METER, NOVEMBER);
    assertThat(shown(known)).containsExactly("1: 1 v1");
    assertThat(known.first().orElseThrow().overrides()).isEmpty();
    assertThat(book.book().asKnownAt(day(32)).scopes().getFirst().time().endedAt()).isNull();
  }

  private static PriceOverride off(String percent) {
    return new PriceOverride.PercentOff(new BigDecimal(percent));
  }

  private static PricingScope client(int scope, int model, boolean isOverride, Instant since) {
    return new PricingScope(
        id(scope),
        id(model),
        ScopeType.CLIENT,
        "client-7",
        null,
        isOverride,
        null,
        EffectiveTime.since(since));
  }

  private static List<String> prices(Book book) {
    return prices(book, CLIENT_7);
  }

  private static List<String> prices(Book book, Customer customer) {
    return prices(book, customer, NOVEMBER);
  }

  private static List<String> prices(Book book, Customer customer, BillingPeriod period) {
    return shown(timeline(book, customer, period));
  }

  private static PriceTimeline timeline(Book book, Customer customer, BillingPeriod period) {
    return PriceTimelines.of(book.book(), customer, Book.METER, period);
  }

  private static List<String> shown(PriceTimeline timeline) {
    return timeline.stretches().stream()
        .map(
            stretch -> {
              PricePlan plan = stretch.plan();
              return Book.number(stretch.from())
                  + ": "
                  + (plan == null
                      ? "none"
                      : plan.modelId().getLeastSignificantBits() + " v" + plan.version());
            })
        .toList();
  }
}
