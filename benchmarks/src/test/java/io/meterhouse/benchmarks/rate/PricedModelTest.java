package io.meterhouse.benchmarks.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.inforce.CycleRating;
import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PricedModelTest {

  @Test
  void shouldMeasureEveryTypeOfModel() {
    assertThat(Arrays.stream(PricedModel.values()).map(model -> model.draft().type()).distinct())
        .containsExactlyInAnyOrder(ModelType.values());
  }

  @Test
  void shouldMeasureModelsThatMakeSense() {
    assertThat(PricedModel.values())
        .allSatisfy(model -> assertThat(model.draft().check()).isNotNull());
  }

  @Test
  void shouldLetOneRuleActAndTheOtherMostlyNot() {
    CycleRating.Priced small =
        PricedCell.rate(PricedCell.TWO_RULES.timeline(), new BigDecimal("10"));
    CycleRating.Priced large =
        PricedCell.rate(PricedCell.TWO_RULES.timeline(), new BigDecimal("60000"));

    assertThat(small.last().rules()).hasSize(1);
    assertThat(large.last().rules()).hasSize(2);
    assertThat(PricedCell.rate(PricedCell.ONE_PRICE.timeline(), BigDecimal.TEN).last().rules())
        .isEmpty();
  }
}
