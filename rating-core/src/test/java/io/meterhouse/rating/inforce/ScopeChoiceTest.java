package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Model 1 and scope 10 are for everybody; which scope of several it is, on the 5th. */
class ScopeChoiceTest {

  private static final Customer CLIENT_7 = Customer.ofUsage("client-7", DeploymentType.SHARED_SAAS);
  private static final EffectiveTime LONG_AGO = EffectiveTime.since(day(-400));
  private static final EffectiveTime ENDED = new EffectiveTime(null, null, day(-400), day(3));

  private final Book book = models(1, 2, 3).global(10, 1);

  @Test
  void shouldPreferTheNearerOfTwoAbove() {
    book.add(scope(15, 3, ScopeType.PARTNER, "partner-0", null, LONG_AGO))
        .add(scope(11, 2, ScopeType.PARTNER, "partner-1", 15, LONG_AGO))
        .add(scope(12, 9, ScopeType.CLIENT, "client-7", 11, LONG_AGO));
    assertThat(chosen()).isEqualTo(id(11));
  }

  @Test
  void shouldFindNoWayUpOverWhatIsNotInForce() {
    book.add(scope(15, 3, ScopeType.PARTNER, "partner-0", null, LONG_AGO))
        .add(scope(11, 2, ScopeType.PARTNER, "partner-1", 15, ENDED))
        .add(scope(12, 9, ScopeType.CLIENT, "client-7", 11, LONG_AGO));
    assertThat(chosen()).isEqualTo(id(10));
  }

  @Test
  void shouldPreferTheOneThatBeganLaterAndThenTheGreaterId() {
    EffectiveTime younger = EffectiveTime.since(day(-300));
    book.add(scope(12, 2, ScopeType.CLIENT, "client-7", null, LONG_AGO))
        .add(scope(11, 3, ScopeType.CLIENT, "client-7", null, younger));
    assertThat(chosen()).isEqualTo(id(11));
    book.add(scope(9, 2, ScopeType.CLIENT, "client-7", null, younger));
    assertThat(chosen()).isEqualTo(id(11));
  }

  @Test
  void shouldPreferTheMoreSpecificPlaceToAnOverride() {
    book.add(new PricingScope(id(20), id(2), ScopeType.GLOBAL, null, null, true, null, LONG_AGO))
        .add(scope(11, 3, ScopeType.CLIENT, "client-7", null, LONG_AGO));
    assertThat(chosen()).isEqualTo(id(11));
  }

  @Test
  void shouldTakeTheShortestWayUp() {
    book.add(scope(15, 3, ScopeType.PARTNER, "partner-0", null, LONG_AGO))
        .add(scope(19, 2, ScopeType.PARTNER, "partner-2", null, LONG_AGO))
        .add(scope(11, 9, ScopeType.PARTNER, "partner-1", 15, LONG_AGO))
        .add(scope(12, 9, ScopeType.CLIENT, "client-7", 11, LONG_AGO))
        .add(scope(13, 9, ScopeType.AGENT, "client-7", 15, LONG_AGO))
        .add(scope(16, 9, ScopeType.STAFF, "client-7", 11, LONG_AGO))
        .add(scope(17, 9, ScopeType.GROUP, "client-7", 18, LONG_AGO))
        .add(scope(18, 9, ScopeType.PARTNER, "partner-3", 19, LONG_AGO));
    assertThat(chosen()).as("one step up, the other is two").isEqualTo(id(15));
  }

  @Test
  void shouldFindNoWayUpOverAnotherDeployment() {
    book.add(scope(15, 3, ScopeType.PARTNER, "partner-0", null, LONG_AGO))
        .add(
            new PricingScope(
                id(11),
                id(2),
                ScopeType.PARTNER,
                "partner-1",
                DeploymentType.SELF_HOSTED,
                false,
                id(15),
                LONG_AGO))
        .add(scope(12, 9, ScopeType.CLIENT, "client-7", 11, LONG_AGO));
    assertThat(chosen()).isEqualTo(id(10));
  }

  private UUID chosen() {
    return ScopeChoice.at(book.book(), CLIENT_7, Book.METER, day(5))
        .chosen()
        .orElseThrow()
        .scope()
        .id();
  }

  /** Model 9 prices another meter, so its scopes are ways up and nothing else. */
  private static Book models(int... models) {
    Book book =
        new Book()
            .version(
                9,
                new ModelHistory.Version(
                    1,
                    null,
                    day(0),
                    true,
                    "storage",
                    Drafts.draft(ModelType.FLAT, "currency=USD basePrice=9")));
    for (int model : models) {
      book.model(model, 0, "1");
    }
    return book;
  }

  private static PricingScope scope(
      int scope,
      int model,
      ScopeType type,
      String member,
      @Nullable Integer parent,
      EffectiveTime time) {
    return new PricingScope(
        id(scope), id(model), type, member, null, false, parent == null ? null : id(parent), time);
  }
}
