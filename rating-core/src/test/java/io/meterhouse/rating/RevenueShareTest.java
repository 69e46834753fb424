package io.meterhouse.rating;

import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevenueShareTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.9                  | USD | 1000     | 29 = 29.00 @ 0.029; Revenue share 1000 × 0.029 = 29",
        "33.3333              | USD | 0.01     | 0.00333333 = 0.00 @ 0.333333;"
            + " Revenue share 0.01 × 0.333333 = 0.00333333",
        "0.000000000000000001 | KWD | 1000000  | 0.00000000000001 = 0.000 @ 0.00000000000000000001;"
            + " Revenue share 1000000 × 0.00000000000000000001 = 0.00000000000001",
        "100                  | JPY | 12.5     | 12.5 = 13 @ 1; Revenue share 12.5 × 1 = 12.5",
        "0                    | USD | 7        | 0 = 0.00 @ 0; Revenue share 7 × 0 = 0",
        "10                   | USD | -50      | 0 = 0.00 @ 0.1; Revenue share 0 × 0.1 = 0"
      })
  void shouldTakeItsPercentOfTheRevenueToTheLastDigit(
      String percent, String currency, String revenue, String line) {
    assertThat(rated(share(percent, currency), revenue)).isEqualTo(line);
  }

  @Test
  void shouldRefuseMoreThanTheRevenueAndLessThanNothing() {
    assertThatThrownBy(() -> share("100.1", "USD")).hasMessage("percent: 100.1 (expected: <= 100)");
    assertThatThrownBy(() -> share("-1", "USD")).hasMessage("percent: -1 (expected: >= 0)");
  }

  private static RevenueShare share(String percent, String currency) {
    return new RevenueShare(number(percent), terms(currency, null, null));
  }
}
