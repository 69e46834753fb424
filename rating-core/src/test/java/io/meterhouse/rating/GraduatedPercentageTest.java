package io.meterhouse.rating;

import static io.meterhouse.rating.Models.USD;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.tiers;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraduatedPercentageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0       | 0 = 0.00 @ 0.01",
        "1000    | 210 = 210.00 @ 0.21; Tier 1 1000 × 0.01 = 10; Tier 1 flat fee 1 × 200 = 200",
        "1000.50 | 510.0125 = 510.01 @ 0.509757621189; Tier 1 1000 × 0.01 = 10;"
            + " Tier 1 flat fee 1 × 200 = 200; Tier 2 0.5 × 0.025 = 0.0125;"
            + " Tier 2 flat fee 1 × 300 = 300"
      })
  void shouldChargeEachPartOfTheAmountThePercentageOfItsTier(String quantity, String line) {
    GraduatedPercentage model =
        new GraduatedPercentage(tiers("1000:0.01:200 :0.025:300"), Terms.in(USD));
    assertThat(rated(model, quantity)).isEqualTo(line);
  }
}
