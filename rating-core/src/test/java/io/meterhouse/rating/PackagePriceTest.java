package io.meterhouse.rating;

import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackagePriceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 100 | 0     | 0 = 0.00 @ 0.05; Package 0 × 5 = 0",
        "5 | 100 | 0.001 | 5 = 5.00 @ 5000; Package 1 × 5 = 5",
        "5 | 100 | 100   | 5 = 5.00 @ 0.05; Package 1 × 5 = 5",
        "5 | 100 | 100.000000000001 | 10 = 10.00 @ 0.1; Package 2 × 5 = 10",
        "1 | 3   | 10    | 4 = 4.00 @ 0.4; Package 4 × 1 = 4",
        "1 | 0.3 | 1     | 4 = 4.00 @ 4; Package 4 × 1 = 4",
        "5 | 100 | 99999999999999999999999999 | 5000000000000000000000000 ="
            + " 5000000000000000000000000.00 @ 0.05;"
            + " Package 1000000000000000000000000 × 5 = 5000000000000000000000000",
        "5 | 100 | -1    | 0 = 0.00 @ 0.05; Package 0 × 5 = 0"
      })
  void shouldChargeEveryPackageThatIsBegun(
      String price, String size, String quantity, String line) {
    assertThat(rated(packages(price, size), quantity)).isEqualTo(line);
  }

  @Test
  void shouldRefusePackagesOfNothing() {
    assertThatThrownBy(() -> packages("5", "0")).hasMessage("packageSize: 0 (expected: > 0)");
    assertThatThrownBy(() -> packages("-5", "1"))
        .hasMessage("pricePerPackage: -5 (expected: >= 0)");
  }

  private static PackagePrice packages(String price, String size) {
    return new PackagePrice(number(price), number(size), terms("USD", null, null));
  }
}
