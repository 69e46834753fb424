package io.meterhouse.rating;

import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.5 | 0     | 0 = 0.00 @ 0.015; Percentage 0 × 0.015 = 0",
        "1.5 | 19.99 | 0.29985 = 0.30 @ 0.015; Percentage 19.99 × 0.015 = 0.29985",
        "120 | 80    | 96 = 96.00 @ 1.2; Percentage 80 × 1.2 = 96",
        "1.5 | -8    | 0 = 0.00 @ 0.015; Percentage 0 × 0.015 = 0"
      })
  void shouldChargeItsPercentOfTheAmount(String percent, String quantity, String line) {
    Percentage model = new Percentage(number(percent), terms("USD", null, null));
    assertThat(rated(model, quantity)).isEqualTo(line);
  }

  @Test
  void shouldRefuseANegativePercentage() {
    assertThatThrownBy(() -> new Percentage(number("-1"), terms("USD", null, null)))
        .hasMessage("percent: -1 (expected: >= 0)");
  }
}
