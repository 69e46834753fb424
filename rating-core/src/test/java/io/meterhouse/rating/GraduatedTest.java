package io.meterhouse.rating;

import static io.meterhouse.rating.Models.graduated;
import static io.meterhouse.rating.Models.line;
import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraduatedTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "0.5, 0.50",
    "100, 100.00",
    "100.5, 100.25",
    "101, 100.50",
    "200, 150.00",
    "200.000000000001, 150.00",
    "250, 155.00"
  })
  void shouldPriceEachUnitInItsTierWithInclusiveUpperBounds(String quantity, String total) {
    assertThat(Rating.rate(graduated("100:1:0 200:0.5:0 :0.1:0"), number(quantity)).totalAmount())
        .isEqualTo(number(total));
  }

  @Test
  void shouldExplainEveryTierThatIsReached() {
    assertThat(Rating.rate(graduated("10:5:10 :4:5"), number("20")))
        .isEqualTo(
            line(
                "20",
                "5.25",
                "105",
                "105.00",
                part("Tier 1", "10", "5", "50"),
                part("Tier 1 flat fee", "1", "10", "10"),
                part("Tier 2", "10", "4", "40"),
                part("Tier 2 flat fee", "1", "5", "5")));
  }

  @Test
  void shouldNotChargeAFeeOfATierThatNothingFallsInto() {
    assertThat(Rating.rate(graduated("10:5:10 :4:5"), number("10")))
        .isEqualTo(
            line(
                "10",
                "6",
                "60",
                "60.00",
                part("Tier 1", "10", "5", "50"),
                part("Tier 1 flat fee", "1", "10", "10")));
    assertThat(Rating.rate(graduated("10:5:10 :4:5"), number("0")))
        .isEqualTo(line("0", "5", "0", "0.00"));
  }

  @Test
  void shouldShowTheAverageWithTwelveDecimals() {
    assertThat(Rating.rate(graduated("1:1:0 :0:0"), number("3")).unitPrice())
        .isEqualTo(number("0.333333333333"));
  }

  @Test
  void shouldRefuseTiersThatCannotBe() {
    assertThatThrownBy(() -> graduated("10:1:0 10:1:0 :1:0"))
        .hasMessage("upTo: 10 (expected: above 10)");
    assertThatThrownBy(() -> graduated(":1:0 10:1:0")).hasMessage("upTo: null (expected: above 0)");
    assertThatThrownBy(() -> graduated("10:1:0"))
        .hasMessage("upTo of the last tier: 10 (expected: none)");
    assertThatThrownBy(() -> graduated("0:1:0 :1:0")).hasMessage("upTo: 0 (expected: > 0)");
  }
}
