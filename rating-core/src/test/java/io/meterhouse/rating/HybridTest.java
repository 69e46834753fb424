package io.meterhouse.rating;

import static io.meterhouse.rating.Models.USD;
import static io.meterhouse.rating.Models.flat;
import static io.meterhouse.rating.Models.graduated;
import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static io.meterhouse.rating.Models.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HybridTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | 20 = 20.00 @ 0.1; Component 1: Monthly subscription 1 × 20 = 20;"
            + " Component 2: Usage 0 × 0.1 = 0",
        "30 | 23 = 23.00 @ 0.766666666667; Component 1: Monthly subscription 1 × 20 = 20;"
            + " Component 2: Usage 30 × 0.1 = 3",
        "-1 | 20 = 20.00 @ 0.1; Component 1: Monthly subscription 1 × 20 = 20;"
            + " Component 2: Usage 0 × 0.1 = 0"
      })
  void shouldAddUpItsComponents(String quantity, String line) {
    Hybrid model =
        hybrid(
            Terms.in(USD),
            component(
                new Subscription(number("20"), SubscriptionPeriod.MONTHLY, Terms.in(USD)), "1"),
            component(usage("0.1", Terms.in(USD)), "1"));
    assertThat(rated(model, quantity)).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | 0 = 0.00 @ 2.3; Component 1: Flat price 0 × 1.4 = 0",
        "15 | 31.5 = 31.50 @ 2.1; Component 1: Flat price 15 × 1.4 = 21;"
            + " Component 2: Tier 1 10 × 0.9 = 9; Component 2: Tier 2 5 × 0.3 = 1.5"
      })
  void shouldWeighThePricesOfItsComponentsToTheLastDigit(String quantity, String line) {
    Hybrid model =
        hybrid(
            Terms.in(USD), component(flat("2"), "0.7"), component(graduated("10:3:0 :1:0"), "0.3"));
    assertThat(rated(model, quantity)).isEqualTo(line);
  }

  @Test
  void shouldRoundTheSumOnceAndNotItsComponents() {
    Hybrid model =
        hybrid(Terms.in(USD), component(flat("0.004"), "1"), component(flat("0.004"), "1"));
    assertThat(rated(model, "1"))
        .isEqualTo(
            "0.008 = 0.01 @ 0.008; Component 1: Flat price 1 × 0.004 = 0.004;"
                + " Component 2: Flat price 1 × 0.004 = 0.004");
  }

  @Test
  void shouldBindTheSum() {
    Hybrid model =
        hybrid(terms("USD", "1", "5"), component(flat("2"), "1"), component(flat("1"), "1"));
    assertThat(rated(model, "2"))
        .isEqualTo(
            "5 = 5.00 @ 3; Component 1: Flat price 2 × 2 = 4; Component 2: Flat price 2 × 1 = 2;"
                + " Maximum charge 1 × -1 = -1");
  }

  @Test
  void shouldRefuseComponentsThatCannotBe() {
    assertThatThrownBy(() -> hybrid(Terms.in(USD)))
        .hasMessage("components: none (expected: at least one)");
    assertThatThrownBy(() -> component(flat("1"), "0")).hasMessage("weight: 0 (expected: > 0)");
    assertThatThrownBy(() -> component(hybrid(Terms.in(USD), component(flat("1"), "1")), "1"))
        .hasMessage("component: a hybrid (expected: any other model)");
    assertThatThrownBy(() -> hybrid(terms("EUR", null, null), component(flat("1"), "1")))
        .hasMessageContaining("(expected: EUR, no minimum and no maximum)");
    assertThatThrownBy(
            () -> hybrid(Terms.in(USD), component(usage("1", terms("USD", "1", null)), "1")))
        .hasMessageContaining("(expected: USD, no minimum and no maximum)");
  }

  private static Hybrid hybrid(Terms terms, Hybrid.Component... components) {
    return new Hybrid(List.of(components), terms);
  }

  private static Hybrid.Component component(PricingModel model, String weight) {
    return new Hybrid.Component(model, number(weight));
  }
}
