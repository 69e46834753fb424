package io.meterhouse.ratingengine.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModelConfigTest {

  @Test
  void shouldRefuseUsageUnderAFeeThatIsNotForTheMonthInWhichItIsBilled() throws IOException {
    assertThat(subscription("yearly", "'usageMetric':'m',").problems())
        .containsExactly(
            new Problem(
                "config.usageMetric",
                "usage is billed by the month, a fee here is yearly (expected: monthly, or no usageMetric)"));
    assertThat(subscription("yearly", "").problems()).isEmpty();
    assertThat(subscription("monthly", "'usageMetric':'m',").problems()).isEmpty();
  }

  @Test
  void shouldLookIntoTheComponentsAndTellTheRestAsWell() throws IOException {
    ModelConfig config =
        read(
            ModelType.HYBRID,
            "{'usageMetric':'m','percent':1,'components':[{'type':'subscription',"
                + "'config':{'basePrice':1,'subscriptionPeriod':'weekly'}}]}");
    assertThat(config.problems())
        .extracting(Problem::field)
        .containsExactly("config.percent", "config.usageMetric");
  }

  private static ModelConfig subscription(String period, String metric) throws IOException {
    return read(
        ModelType.SUBSCRIPTION,
        "{%s'basePrice':1,'subscriptionPeriod':'%s'}".formatted(metric, period));
  }

  private static ModelConfig read(ModelType type, String singleQuoted) throws IOException {
    byte[] json = singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ConfigReader.read(JsonBody.parse(json), type);
  }
}
