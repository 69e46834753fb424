package io.meterhouse.rating.inforce;

import static io.meterhouse.rating.inforce.Book.day;
import static io.meterhouse.rating.inforce.Book.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.rating.Drafts;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.inforce.PriceTimeline.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceTimelineTest {

  private static final PricePlan FEE =
      plan(
          Drafts.draft(
              ModelType.SUBSCRIPTION, "currency=USD basePrice=9 subscriptionPeriod=monthly"));
  private static final PricePlan USAGE =
      plan(Drafts.draft(ModelType.USAGE_BASED, "currency=USD basePrice=1"));
  private static final Stretch NONE = new Stretch(day(1), day(5), null);

  @Test
  void shouldLeaveNothingOut() {
    assertThatThrownBy(() -> new PriceTimeline(List.of()))
        .hasMessage("stretches: none (expected: at least one)");
    assertThatThrownBy(() -> new PriceTimeline(List.of(NONE, new Stretch(day(6), day(9), USAGE))))
        .hasMessage("stretch from 2026-11-06T00:00:00Z (expected: from 2026-11-05T00:00:00Z)");
  }

  @Test
  void shouldAskForTheTotalAtTheEndOfEachStretch() {
    assertThat(new PriceTimeline(List.of(NONE, new Stretch(day(5), day(9), USAGE))).cuts())
        .containsExactly(day(5), day(9));
  }

  @Test
  void shouldHaveTheFeeOfTheFirstPriceAlone() {
    Stretch usage = new Stretch(day(5), day(9), USAGE);
    Stretch fee = new Stretch(day(5), day(9), FEE);
    assertThat(new PriceTimeline(List.of(NONE, fee, new Stretch(day(9), day(12), USAGE))))
        .returns(true, PriceTimeline::hasFee)
        .returns(FEE, timeline -> timeline.first().orElseThrow());
    assertThat(new PriceTimeline(List.of(usage, new Stretch(day(9), day(12), FEE))).hasFee())
        .isFalse();
    assertThat(new PriceTimeline(List.of(NONE)))
        .returns(false, PriceTimeline::hasFee)
        .returns(false, PriceTimeline::isPriced);
  }

  private static PricePlan plan(ModelDraft draft) {
    return new PricePlan(null, id(1), 1, draft.check(), List.of(), List.of());
  }
}
