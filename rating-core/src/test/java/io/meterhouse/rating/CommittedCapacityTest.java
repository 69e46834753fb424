package io.meterhouse.rating;

import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommittedCapacityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0     | 18 = 18.00 @ 0; Committed capacity 1 × 18 = 18",
        "150   | 18 = 18.00 @ 0.12; Committed capacity 1 × 18 = 18",
        "200   | 18 = 18.00 @ 0.09; Committed capacity 1 × 18 = 18",
        "200.5 | 18.025 = 18.03 @ 0.089900249377;"
            + " Committed capacity 1 × 18 = 18; Overage 0.5 × 0.05 = 0.025",
        "300   | 23 = 23.00 @ 0.076666666667;"
            + " Committed capacity 1 × 18 = 18; Overage 100 × 0.05 = 5",
        "-1    | 18 = 18.00 @ 0; Committed capacity 1 × 18 = 18"
      })
  void shouldChargeTheFeeAndWhatIsAboveTheCommitment(String quantity, String line) {
    assertThat(rated(committed("18", "200", "0.05"), quantity)).isEqualTo(line);
  }

  @Test
  void shouldRefuseWhatIsNoCommitment() {
    assertThatThrownBy(() -> committed("18", "0", "1"))
        .hasMessage("includedQuantity: 0 (expected: > 0)");
    assertThatThrownBy(() -> committed("-18", "1", "1")).hasMessage("fee: -18 (expected: >= 0)");
    assertThatThrownBy(() -> committed("18", "1", "-1"))
        .hasMessage("overageUnitPrice: -1 (expected: >= 0)");
  }

  private static CommittedCapacity committed(String fee, String included, String overage) {
    return new CommittedCapacity(
        number(fee), number(included), number(overage), terms("USD", null, null));
  }
}
