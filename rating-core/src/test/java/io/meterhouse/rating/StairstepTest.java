package io.meterhouse.rating;

import static io.meterhouse.rating.Models.USD;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.tiers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StairstepTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0     | 0 = 0.00 @ 0",
        "0.1   | 10 = 10.00 @ 100; Tier 1 1 × 10 = 10",
        "250   | 10 = 10.00 @ 0.04; Tier 1 1 × 10 = 10",
        "250.5 | 20 = 20.00 @ 0.079840319361; Tier 2 1 × 20 = 20",
        "900   | 0 = 0.00 @ 0; Tier 3 1 × 0 = 0"
      })
  void shouldChargeTheAmountOfTheTierReachedAlone(String quantity, String line) {
    assertThat(rated(stairstep("250:0:10 500:0:20 :0:0"), quantity)).isEqualTo(line);
  }

  @Test
  void shouldRefuseAPricePerUnit() {
    assertThatThrownBy(() -> stairstep("250:0:10 :1:20"))
        .hasMessage("unitPrice: 1 (expected: 0 in a stairstep)");
  }

  private static Stairstep stairstep(String text) {
    return new Stairstep(tiers(text), Terms.in(USD));
  }
}
