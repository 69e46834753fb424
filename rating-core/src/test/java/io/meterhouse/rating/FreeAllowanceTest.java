package io.meterhouse.rating;

import static io.meterhouse.rating.Models.graduated;
import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static io.meterhouse.rating.Models.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeAllowanceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0     | 0 = 0.00 @ 2; Usage 0 × 2 = 0",
        "0.5   | 0 = 0.00 @ 2; Free allowance 0.5 × 0 = 0; Usage 0 × 2 = 0",
        "100   | 0 = 0.00 @ 2; Free allowance 100 × 0 = 0; Usage 0 × 2 = 0",
        "100.5 | 1 = 1.00 @ 2; Free allowance 100 × 0 = 0; Usage 0.5 × 2 = 1",
        "-5    | 0 = 0.00 @ 2; Usage 0 × 2 = 0"
      })
  void shouldPriceWhatIsAboveTheAllowance(String quantity, String line) {
    PricingModel model = new FreeAllowance(number("100"), usage("2", terms("USD", null, null)));
    assertThat(rated(model, quantity)).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5  | 0 = 0.00 @ 3; Free allowance 5 × 0 = 0",
        "15 | 30 = 30.00 @ 3; Free allowance 5 × 0 = 0; Tier 1 10 × 3 = 30",
        "16 | 31 = 31.00 @ 2.818181818182; Free allowance 5 × 0 = 0; Tier 1 10 × 3 = 30;"
            + " Tier 2 1 × 1 = 1"
      })
  void shouldBeginTheTiersAboveTheAllowance(String quantity, String line) {
    PricingModel model = new FreeAllowance(number("5"), graduated("10:3:0 :1:0"));
    assertThat(rated(model, quantity)).isEqualTo(line);
  }

  @Test
  void shouldBeBoundByTheMinimumOfWhatItPrices() {
    PricingModel model = new FreeAllowance(number("100"), usage("2", terms("USD", "5", null)));
    assertThat(rated(model, "101"))
        .isEqualTo(
            "5 = 5.00 @ 2; Free allowance 100 × 0 = 0; Usage 1 × 2 = 2; Minimum charge 1 × 3 = 3");
  }

  @Test
  void shouldRefuseAnAllowanceOfNothing() {
    assertThatThrownBy(() -> new FreeAllowance(number("0"), graduated(":1:0")))
        .hasMessage("freeQuantity: 0 (expected: > 0)");
  }
}
