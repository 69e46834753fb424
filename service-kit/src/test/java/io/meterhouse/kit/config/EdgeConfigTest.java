package io.meterhouse.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeConfigTest {

  @Test
  void shouldHaveDefaults() {
    assertThat(EdgeConfig.from(Settings.of(Map.of()))).isEqualTo(EdgeConfig.DEFAULT);
    assertThat(EdgeConfig.DEFAULT.rateLimits().token()).isEqualTo(new Rate(600, 600));
  }

  @Test
  void shouldTakeWhatIsSet() {
    Settings settings =
        Settings.of(
            Map.ofEntries(
                Map.entry("METERHOUSE_HTTP_MAX_HEAD_BYTES", "2048"),
                Map.entry("METERHOUSE_HTTP_MAX_URI_BYTES", "256"),
                Map.entry("METERHOUSE_HTTP_MAX_HEADERS", "10"),
                Map.entry("METERHOUSE_HTTP_IDLE_TIMEOUT", "1s"),
                Map.entry("METERHOUSE_HTTP_HEAD_TIMEOUT", "2s"),
                Map.entry("METERHOUSE_HTTP_BODY_TIMEOUT", "3s"),
                Map.entry("METERHOUSE_HTTP_MAX_CONNECTIONS", "4"),
                Map.entry("METERHOUSE_HTTP_MAX_REQUESTS", "5"),
                Map.entry("METERHOUSE_TLS_CERTIFICATE", "c.pem"),
                Map.entry("METERHOUSE_TLS_KEY_FILE", "k.pem"),
                Map.entry("METERHOUSE_TLS_CLIENT_CA", "a.pem"),
                Map.entry("METERHOUSE_TLS_RELOAD_INTERVAL", "1m"),
                Map.entry("METERHOUSE_TLS_REQUIRED", "true"),
                Map.entry("METERHOUSE_CORS_ORIGINS", "https://a.example, http://localhost:3000"),
                Map.entry("METERHOUSE_RATE_LIMIT_TOKEN", "1"),
                Map.entry("METERHOUSE_RATE_LIMIT_TENANT", "off"),
                Map.entry("METERHOUSE_RATE_LIMIT_OPERATIONS", "2/20"),
                Map.entry("METERHOUSE_RATE_LIMIT_PRICING", "3"),
                Map.entry("METERHOUSE_RATE_LIMIT_BILLING", "4"),
                Map.entry("METERHOUSE_RATE_LIMIT_INGEST", "5"),
                Map.entry("METERHOUSE_RATE_LIMIT_TOKEN_EVENTS", "6"),
                Map.entry("METERHOUSE_RATE_LIMIT_TOKEN_BYTES", "7"),
                Map.entry("METERHOUSE_RATE_LIMIT_TENANT_EVENTS", "8"),
                Map.entry("METERHOUSE_RATE_LIMIT_TENANT_BYTES", "9"),
                Map.entry("METERHOUSE_RATE_LIMIT_ADDRESS", "0"),
                Map.entry("METERHOUSE_RATE_LIMIT_MAX_BUCKETS", "100"),
                Map.entry("METERHOUSE_RATE_LIMIT_STORE", "postgres"),
                Map.entry("METERHOUSE_POSTGRES_URL", "jdbc:postgresql://p/m")));
    settings.check();

    assertThat(EdgeConfig.from(settings))
        .isEqualTo(
            new EdgeConfig(
                new HttpLimits(
                    2048,
                    256,
                    10,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    4,
                    5),
                new TlsConfig(
                    Path.of("c.pem"), Path.of("k.pem"), Path.of("a.pem"), Duration.ofMinutes(1)),
                true,
                new CorsConfig(List.of("https://a.example", "http://localhost:3000")),
                new RateLimitConfig(
                    new Rate(1, 1),
                    Rate.OFF,
                    new RateLimitConfig.Groups(
                        new Rate(2, 20), new Rate(3, 3), new Rate(4, 4), new Rate(5, 5)),
                    new RateLimitConfig.Ingest(
                        new Rate(6, 6), new Rate(7, 7), new Rate(8, 8), new Rate(9, 9)),
                    Rate.OFF,
                    100,
                    new PostgresConfig("jdbc:postgresql://p/m", "meterhouse", "", "public", 4))));
  }

  @ParameterizedTest
  @CsvSource({
    "METERHOUSE_RATE_LIMIT_TOKEN,many",
    "METERHOUSE_RATE_LIMIT_TOKEN,-1",
    "METERHOUSE_RATE_LIMIT_TOKEN,600/",
    "METERHOUSE_RATE_LIMIT_TOKEN,600/0",
    "METERHOUSE_RATE_LIMIT_TOKEN,0/600",
    "METERHOUSE_RATE_LIMIT_TOKEN,1/2/3",
    "METERHOUSE_RATE_LIMIT_TOKEN,1000000000001",
    "METERHOUSE_RATE_LIMIT_STORE,redis",
    "METERHOUSE_HTTP_MAX_HEADERS,9",
    "METERHOUSE_HTTP_BODY_TIMEOUT,2h",
    "METERHOUSE_TLS_REQUIRED,yes",
  })
  void shouldRefuseWhatIsOutsideItsBounds(String key, String value) {
    assertThatThrownBy(() -> EdgeConfig.from(Settings.of(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(key + ": ")
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "https://*.example.com",
        "http://example.com",
        "https://example.com/",
        "https://example.com/path",
        "https://Example.com",
        "https://u@example.com",
        "https://example.com:",
        "example.com",
        "https://a.example https://b.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example:80",
      })
  void shouldRefuseAnOriginThatIsNotOneExactOne(String origin) {
    assertThatThrownBy(
            () -> CorsConfig.from(Settings.of(Map.of("METERHOUSE_CORS_ORIGINS", origin))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(origin + " (expected: exact origins");
  }

  @ParameterizedTest
  @CsvSource({
    "METERHOUSE_TLS_CERTIFICATE,METERHOUSE_TLS_KEY_FILE is not set",
    "METERHOUSE_TLS_KEY_FILE,METERHOUSE_TLS_CERTIFICATE is not set",
    "METERHOUSE_TLS_CLIENT_CA,METERHOUSE_TLS_CERTIFICATE is not set",
  })
  void shouldRefuseOneTlsFileWithoutTheOther(String key, String message) {
    assertThatThrownBy(() -> TlsConfig.from(Settings.of(Map.of(key, "file.pem"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("but " + key + " is");
  }
}
