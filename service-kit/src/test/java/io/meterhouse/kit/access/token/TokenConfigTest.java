package io.meterhouse.kit.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenConfigTest {

  private static final String ISSUERS = "METERHOUSE_OAUTH_ISSUERS";

  @Test
  void shouldTrustNobodyByDefault() {
    TokenConfig config = TokenConfig.from(Settings.of(Map.of()));

    assertThat(config.issuers()).isEmpty();
    assertThat(config.audience()).isEqualTo("meterhouse");
    assertThat(config.tenantClaim()).isEqualTo("tenant_id");
    assertThat(config.clockSkew()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.jwks())
        .isEqualTo(
            new JwksConfig(
                Duration.ofSeconds(2),
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofDays(1)));
  }

  @Test
  void shouldReadIssuersWithWhatBelongsToThem() {
    TokenConfig config =
        TokenConfig.from(
            Settings.of(
                Map.of(
                    ISSUERS,
                    "https://a.example, https://b.example/realm",
                    "METERHOUSE_OAUTH_PLATFORM_ISSUERS",
                    "https://a.example",
                    "METERHOUSE_OAUTH_JWKS_URLS",
                    "https://b.example/realm=https://b.example/keys?x=1")));

    assertThat(config.issuers())
        .containsExactly(
            new IssuerConfig("https://a.example", null, true),
            new IssuerConfig(
                "https://b.example/realm", URI.create("https://b.example/keys?x=1"), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "file:///etc/passwd",
        "idp.example",
        "https://",
        "http://10.0.0.1"
      })
  void shouldRefuseAnIssuerWhoseKeysCouldBeReplacedOnTheWay(String issuer) {
    assertThatThrownBy(() -> TokenConfig.from(Settings.of(Map.of(ISSUERS, issuer))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("(expected: https://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1"})
  void shouldTakeLoopbackWithoutTls(String issuer) {
    assertThat(TokenConfig.from(Settings.of(Map.of(ISSUERS, issuer))).issuers()).hasSize(1);
  }

  @Test
  void shouldRefusePlatformIssuersAndKeysOfNobody() {
    assertThatThrownBy(
            () ->
                TokenConfig.from(
                    Settings.of(Map.of("METERHOUSE_OAUTH_PLATFORM_ISSUERS", "https://a.example"))))
        .isInstanceOf(ConfigurationException.class);
    assertThatThrownBy(
            () ->
                TokenConfig.from(
                    Settings.of(
                        Map.of("METERHOUSE_OAUTH_JWKS_URLS", "https://a.example=https://b"))))
        .isInstanceOf(ConfigurationException.class);
  }
}
