package io.meterhouse.rating;

import static io.meterhouse.rating.Models.flat;
import static io.meterhouse.rating.Models.line;
import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FlatTest {

  @Test
  void shouldChargeTheSamePriceForEveryUnit() {
    assertThat(Rating.rate(flat("100"), number("10")))
        .isEqualTo(line("10", "100", "1000", "1000.00", part("Flat price", "10", "100", "1000")));
  }

  @Test
  void shouldPriceFractionsAndRoundOnceHalfUp() {
    assertThat(Rating.rate(flat("0.05"), number("2.5")))
        .isEqualTo(
            line("2.5", "0.05", "0.125", "0.13", part("Flat price", "2.5", "0.05", "0.125")));
  }

  @Test
  void shouldRefuseANegativePrice() {
    assertThatThrownBy(() -> flat("-1")).hasMessage("pricePerUnit: -1 (expected: >= 0)");
  }
}
