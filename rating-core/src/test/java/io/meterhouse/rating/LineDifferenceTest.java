package io.meterhouse.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {

  private static final PricingModel FLAT = per("0.125", "USD");

  @Test
  void shouldChargeWhatTheRightAmountRoundsToAndNotWhatTheDifferenceDoes() {
    // 0.125 was rounded up to 0.13; 0.25 is right, so 0.12 is left.
    RatedLine difference = LineDifference.of(rate("2"), List.of(rate("1")));

    assertThat(difference)
        .isEqualTo(
            new RatedLine(
                BigDecimal.ONE,
                new BigDecimal("0.125"),
                new BigDecimal("0.125"),
                new BigDecimal("0.12"),
                Currency.getInstance("USD"),
                List.of(RatedLine.Part.of("Flat price", BigDecimal.ONE, new BigDecimal("0.125")))));
  }

  @Test
  void shouldGiveBackWhatWasTooMuch() {
    RatedLine difference = LineDifference.of(rate("1"), List.of(rate("10"), rate("3")));

    assertThat(difference.quantity()).isEqualTo("-12");
    assertThat(difference.totalAmount()).isEqualTo("-1.50");
    assertThat(difference.breakdown())
        .containsExactly(
            RatedLine.Part.of("Flat price", new BigDecimal("-12"), new BigDecimal("0.125")));
  }

  @Test
  void shouldBeNothingWhereAllIsCharged() {
    assertThat(LineDifference.of(rate("3"), List.of(rate("3"))))
        .matches(LineDifference::isNone)
        .returns(List.of(), RatedLine::breakdown);
    assertThat(LineDifference.isNone(rate("1"))).isFalse();
  }

  @Test
  void shouldKeepPartsThatComeAndThoseThatGoAndAddUp() {
    PricingModel bounded =
        new UsageBased(
            BigDecimal.ONE,
            new Terms(Currency.getInstance("USD"), BigDecimal.TEN, new BigDecimal("50")));
    RatedLine minimum = Rating.rate(bounded, new BigDecimal("4"));
    RatedLine maximum = Rating.rate(bounded, new BigDecimal("80"));

    RatedLine difference = LineDifference.of(maximum, List.of(minimum));

    assertThat(difference.breakdown())
        .extracting(part -> part.component() + " " + part.quantity() + " x " + part.unitPrice())
        .containsExactly("Usage 76 x 1", "Maximum charge 1 x -30", "Minimum charge 1 x -6");
    assertThat(
            difference.breakdown().stream()
                .map(RatedLine.Part::subtotal)
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(difference.preciseAmount());
  }

  @Test
  void shouldRefuseToMixCurrencies() {
    RatedLine euros = Rating.rate(per("1", "EUR"), BigDecimal.ONE);
    assertThatThrownBy(() -> LineDifference.of(rate("1"), List.of(euros)))
        .hasMessage("charged in EUR (expected: in USD)");
  }

  private static RatedLine rate(String quantity) {
    return Rating.rate(FLAT, new BigDecimal(quantity));
  }

  private static PricingModel per(String price, String currency) {
    return new Flat(new BigDecimal(price), Terms.in(Currency.getInstance(currency)));
  }
}
