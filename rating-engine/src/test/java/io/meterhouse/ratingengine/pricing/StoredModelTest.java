package io.meterhouse.ratingengine.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.Facts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** When other models of the same customers have to be looked at: a rename waits for nobody. */
class StoredModelTest {

  @Test
  void shouldComeToPriceAMeterWhereItDidNotPriceItBefore() throws IOException {
    StoredModel calls = model("calls", true);
    assertThat(model("tokens", true).comesToPrice(calls)).isTrue();
    assertThat(calls.comesToPrice(model("calls", false))).isTrue();
    assertThat(model("calls", true).comesToPrice(calls)).isFalse();
    assertThat(model("tokens", false).comesToPrice(calls)).isFalse();
    assertThat(model("calls", false).comesToPrice(calls)).isFalse();
  }

  private static StoredModel model(String meter, boolean active) throws IOException {
    String config = "{\"basePrice\":1,\"usageMetric\":\"%s\"}".formatted(meter);
    return new StoredModel(
        Facts.MODEL,
        Facts.TENANT,
        "per unit",
        null,
        ConfigReader.read(
            JsonBody.parse(config.getBytes(StandardCharsets.UTF_8)), ModelType.USAGE_BASED),
        active,
        false,
        new Actor("ada", "staff"),
        1,
        Facts.NOON,
        Facts.NOON);
  }
}
