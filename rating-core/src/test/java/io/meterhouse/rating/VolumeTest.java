package io.meterhouse.rating;

import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0      | 0 = 0.00 @ 1",
        "0.5    | 0.5 = 0.50 @ 1; Tier 1 0.5 × 1 = 0.5",
        "100    | 100 = 100.00 @ 1; Tier 1 100 × 1 = 100",
        "100.5  | 50.25 = 50.25 @ 0.5; Tier 2 100.5 × 0.5 = 50.25",
        "200    | 100 = 100.00 @ 0.5; Tier 2 200 × 0.5 = 100",
        "200.000000000001 | 27.0000000000001 = 27.00 @ 0.135;"
            + " Tier 3 200.000000000001 × 0.1 = 20.0000000000001; Tier 3 flat fee 1 × 7 = 7",
        "-3     | 0 = 0.00 @ 1"
      })
  void shouldPriceAllUnitsInTheTierReachedWithInclusiveUpperBounds(String quantity, String line) {
    assertThat(rated(volume("100:1:0 200:0.5:0 :0.1:7"), quantity)).isEqualTo(line);
  }

  @Test
  void shouldRefuseTiersThatCannotBe() {
    assertThatThrownBy(() -> volume("10:1:0 10:1:0 :1:0"))
        .hasMessage("upTo: 10 (expected: above 10)");
  }
}
