package io.meterhouse.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Other products' published worked examples, priced by us. */
class PublishedExamplesTest {

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "/golden/published_examples.csv",
      delimiter = '|',
      useHeadersInDisplayName = true)
  void shouldPriceWhatOthersPublish(
      String id,
      String model,
      String tiers,
      @Nullable String minimumCharge,
      BigDecimal quantity,
      BigDecimal amount,
      String currency) {
    Terms terms = Models.terms(currency, minimumCharge, null);
    Graduated graduated = Models.graduated(tiers, terms);
    PricingModel priced =
        model.equals("tiered")
            ? graduated
            : new UsageBased(graduated.tiers().getFirst().unitPrice(), terms);
    assertThat(Rating.rate(priced, quantity).totalAmount()).as(id).isEqualTo(amount);
  }
}
