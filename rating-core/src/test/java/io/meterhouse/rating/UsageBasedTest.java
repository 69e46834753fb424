package io.meterhouse.rating;

import static io.meterhouse.rating.Models.line;
import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.part;
import static io.meterhouse.rating.Models.terms;
import static io.meterhouse.rating.Models.usage;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageBasedTest {

  @Test
  void shouldShowTheMinimumAsWhatItAdds() {
    assertThat(Rating.rate(usage("1.50", terms("USD", "200", null)), number("10")))
        .isEqualTo(
            line(
                "10",
                "1.5",
                "200",
                "200.00",
                part("Usage", "10", "1.5", "15"),
                RatedLine.Part.caused(Rating.MINIMUM_CHARGE, "Minimum charge", number("185"))));
  }

  @Test
  void shouldShowTheMaximumAsWhatItTakesAway() {
    assertThat(Rating.rate(usage("1.50", terms("USD", "5", "200")), number("1000")))
        .isEqualTo(
            line(
                "1000",
                "1.5",
                "200",
                "200.00",
                part("Usage", "1000", "1.5", "1500"),
                RatedLine.Part.caused(Rating.MAXIMUM_CHARGE, "Maximum charge", number("-1300"))));
  }

  @Test
  void shouldBillANegativeTotalAsNothing() {
    assertThat(Rating.rate(usage("1.50", terms("USD", null, null)), number("-3")))
        .isEqualTo(line("-3", "1.5", "0", "0.00", part("Usage", "0", "1.5", "0")));
  }

  @ParameterizedTest
  @CsvSource({
    "JPY, 0.5, 1, 1",
    "JPY, 0.4, 1, 0",
    "USD, 0.005, 1, 0.01",
    "USD, 0.0049, 1, 0.00",
    "KWD, 0.0005, 1, 0.001",
    "KWD, 1, 3, 3.000",
    "NGN, 0.000000000000000001, 1000000000000000000, 1.00",
    "USD, 0.1, 3, 0.30"
  })
  void shouldRoundHalfUpToTheMinorUnit(
      String currency, String price, String quantity, String total) {
    assertThat(
            Rating.rate(usage(price, terms(currency, null, null)), number(quantity)).totalAmount())
        .isEqualTo(number(total));
  }

  @Test
  void shouldGiveEqualLinesForEqualNumbersOfOtherScale() {
    assertThat(Rating.rate(usage("0.50", terms("USD", null, null)), number("100.000000000000")))
        .isEqualTo(Rating.rate(usage("0.5", terms("USD", null, null)), number("1E+2")));
  }
}
