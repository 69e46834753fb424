package io.meterhouse.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
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
      String typeName,
      @Nullable String config,
      @Nullable String tiers,
      BigDecimal quantity,
      BigDecimal amount,
      String currency) {
    ModelType type = ModelType.ofWireName(typeName).orElseThrow();
    List<TierDraft> drafts =
        tiers == null ? List.of() : Drafts.tiersUpTo(tiers, type == ModelType.GRADUATED_PERCENTAGE);
    String full = (config == null ? "" : config) + " currency=" + currency;
    PricingModel model = Drafts.tiered(type, full, drafts).check();
    assertThat(Rating.rate(model, quantity).totalAmount()).as(id).isEqualTo(amount);
  }
}
