package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatingConfigTest {

  private static final String SESSION_TIMEOUT = "METERHOUSE_RATING_SESSION_TIMEOUT";

  @Test
  void shouldTakeASessionTimeoutWithinItsBounds() {
    assertThat(RatingConfig.from(settings(Map.of())).sessionTimeout())
        .isEqualTo(Duration.ofSeconds(6));
    assertThat(RatingConfig.from(settings(Map.of(SESSION_TIMEOUT, "1s"))).sessionTimeout())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(RatingConfig.from(settings(Map.of(SESSION_TIMEOUT, "30m"))).sessionTimeout())
        .isEqualTo(Duration.ofMinutes(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "999ms", "31m"})
  void shouldRefuseASessionTimeoutOutOfItsBounds(String value) {
    Settings settings = settings(Map.of(SESSION_TIMEOUT, value));
    assertThatThrownBy(() -> RatingConfig.from(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(SESSION_TIMEOUT + ": " + value + " (expected: a duration such as ")
        .hasMessageEndingWith(", from 1s to 30m)");
  }

  private static Settings settings(Map<String, String> more) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092",
                "METERHOUSE_POSTGRES_URL", "jdbc:postgresql://127.0.0.1/meterhouse",
                "METERHOUSE_POSTGRES_USER", "meterhouse",
                "METERHOUSE_CLICKHOUSE_URL", "http://127.0.0.1:8123"));
    environment.putAll(more);
    return Settings.of(environment);
  }
}
