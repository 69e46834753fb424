package io.meterhouse.rating;

import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USD | 0              | 0 = 0.00 @ 1; Price of the events 0 × 1 = 0",
        "USD | 3.45           | 3.45 = 3.45 @ 1; Price of the events 3.45 × 1 = 3.45",
        "KWD | 0.000500000001 | 0.000500000001 = 0.001 @ 1;"
            + " Price of the events 0.000500000001 × 1 = 0.000500000001",
        "JPY | 12.4           | 12.4 = 12 @ 1; Price of the events 12.4 × 1 = 12.4",
        "USD | -3.45          | 0 = 0.00 @ 1; Price of the events 0 × 1 = 0"
      })
  void shouldChargeWhatTheEventsSay(String currency, String quantity, String line) {
    assertThat(rated(new Dynamic(terms(currency, null, null)), quantity)).isEqualTo(line);
  }
}
