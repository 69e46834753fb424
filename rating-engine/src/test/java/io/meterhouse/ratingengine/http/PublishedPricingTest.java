package io.meterhouse.ratingengine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the worked examples of docs/pricing.md: a JSON model, and a table of what quantities cost.
 */
class PublishedPricingTest {

  @TestFactory
  Stream<DynamicTest> shouldCostWhatThePageSays() throws IOException {
    return examples().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.model() + " × " + example.quantity(),
                    () -> assertThat(shown(example)).isEqualTo(example.expected())));
  }

  @Test
  void shouldHaveExamplesForEveryType() throws IOException {
    assertThat(examples())
        .hasSizeGreaterThan(40)
        .extracting(example -> typeOf(example.model()))
        .contains(ModelType.values());
  }

  private record Example(String model, String quantity, List<String> expected) {}

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    Published.examples("modelType")
        .forEach(
            block ->
                block
                    .rows()
                    .forEach(
                        row ->
                            examples.add(
                                new Example(block.json(), row.getFirst(), row.subList(1, 4)))));
    return examples;
  }

  private static List<String> shown(Example example) throws IOException {
    RatedLine line = Rating.rate(model(example.model()), new BigDecimal(example.quantity()));
    return List.of(
        line.preciseAmount().toPlainString(),
        line.totalAmount().toPlainString() + " " + line.currency(),
        line.breakdown().stream()
            .map(PublishedPricingTest::shown)
            .collect(Collectors.joining("; ")));
  }

  private static String shown(RatedLine.Part part) {
    return "%s: %s × %s = %s"
        .formatted(
            part.component(),
            part.quantity().toPlainString(),
            part.unitPrice().toPlainString(),
            part.subtotal().toPlainString());
  }

  private static PricingModel model(String json) throws IOException {
    JsonBody body = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    body.text("modelType");
    ModelConfig config = ConfigInput.read(body, typeOf(json));
    ConfigInput.check(body, config);
    return config.draft().check();
  }

  private static ModelType typeOf(String json) {
    try {
      String name = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8)).text("modelType");
      Optional<ModelType> type = ModelType.ofWireName(name);
      return type.orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
