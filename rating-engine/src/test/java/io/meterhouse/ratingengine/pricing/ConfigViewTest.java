package io.meterhouse.ratingengine.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ModelType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a config is shown, and so stored, again: no field and no digit is lost. */
class ConfigViewTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FLAT | {'basePrice':0.000000000000000001,'currency':'EUR','minimumCharge':1.50,'maximumCharge':20,'freeQuantity':0.5,'usageMetric':'m','usageUnit':'u'}",
        "USAGE_BASED | {'basePrice':999999999999999999.5,'currency':'NGN'}",
        "TIERED | {'currency':'USD','tierMode':'volume','tiers':[{'minQuantity':0,'maxQuantity':10,'unitPrice':1.10,'flatFee':2},{'minQuantity':10,'unitPrice':1}]}",
        "SUBSCRIPTION | {'basePrice':9,'currency':'USD','subscriptionPeriod':'quarterly'}",
        "REVENUE_SHARE | {'currency':'USD','revenueSharePercent':2.9}",
        "HYBRID | {'currency':'USD','components':[{'type':'flat','weight':0.70,'config':{'basePrice':1,'currency':'USD'}},{'type':'graduated_percentage','config':{'tiers':[{'minQuantity':0,'percent':1}]}},{'type':'dynamic','config':{}}]}",
        "PACKAGE | {'basePrice':5,'currency':'USD','packageSize':100,'freeQuantity':100}",
        "PERCENTAGE | {'currency':'USD','percent':120}",
        "GRADUATED_PERCENTAGE | {'currency':'USD','tiers':[{'minQuantity':0,'percent':0.1,'flatFee':1}]}",
        "STAIRSTEP | {'currency':'USD','tiers':[{'minQuantity':0,'flatFee':1}]}",
        "DYNAMIC | {'currency':'USD'}",
        "COMMITTED_CAPACITY | {'basePrice':18,'currency':'USD','includedQuantity':200,'overageUnitPrice':0.05}"
      })
  void shouldShowWhatWasRead(ModelType type, String singleQuoted) throws IOException {
    String json = singleQuoted.replace('\'', '"');
    ModelConfig config = read(type, json);
    assertThat(config.problems()).isEmpty();
    String shown = Json.camelCase().writeValueAsString(ConfigView.of(config));
    assertThat(shown).isEqualTo(json);
    assertThat(read(type, shown)).isEqualTo(config);
  }

  private static ModelConfig read(ModelType type, String json) throws IOException {
    JsonBody body = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    ModelConfig config = ConfigReader.read(body, type);
    body.check();
    return config;
  }
}
