package io.meterhouse.rating;

import static io.meterhouse.rating.Models.number;
import static io.meterhouse.rating.Models.rated;
import static io.meterhouse.rating.Models.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | MONTHLY   | 24.95 = 24.95 @ 0; Monthly subscription 1 × 24.95 = 24.95",
        "1  | DAILY     | 24.95 = 24.95 @ 24.95; Daily subscription 1 × 24.95 = 24.95",
        "10 | WEEKLY    | 24.95 = 24.95 @ 2.495; Weekly subscription 1 × 24.95 = 24.95",
        "1  | QUARTERLY | 24.95 = 24.95 @ 24.95; Quarterly subscription 1 × 24.95 = 24.95",
        "1  | YEARLY    | 24.95 = 24.95 @ 24.95; Yearly subscription 1 × 24.95 = 24.95",
        "-2 | MONTHLY   | 24.95 = 24.95 @ 0; Monthly subscription 1 × 24.95 = 24.95"
      })
  void shouldChargeOneFeeWhateverTheQuantity(
      String quantity, SubscriptionPeriod period, String line) {
    assertThat(rated(subscription("24.95", period), quantity)).isEqualTo(line);
  }

  @Test
  void shouldRefuseANegativeFee() {
    assertThatThrownBy(() -> subscription("-1", SubscriptionPeriod.MONTHLY))
        .hasMessage("fee: -1 (expected: >= 0)");
  }

  private static Subscription subscription(String fee, SubscriptionPeriod period) {
    return new Subscription(number(fee), period, terms("USD", null, null));
  }
}
