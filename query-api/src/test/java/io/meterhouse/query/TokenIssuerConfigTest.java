package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIssuerConfigTest {

  private static final String KEY = SigningKey.generatePem(new SecureRandom());

  private static TokenIssuerConfig with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.putIfAbsent("METERHOUSE_OAUTH_SIGNING_KEY", KEY);
    return TokenIssuerConfig.from(Settings.of(environment));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void shouldRefuseToIssueUnderAnAddressThatIsNoName(String host) {
    assertThatThrownBy(() -> with(Map.of("METERHOUSE_HTTP_HOST", host)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("METERHOUSE_OAUTH_ISSUER", "METERHOUSE_HTTP_HOST is " + host)
        .hasMessageNotContaining("PRIVATE KEY");

    String issuer = "https://billing.example/";
    assertThat(
            with(Map.of("METERHOUSE_HTTP_HOST", host, "METERHOUSE_OAUTH_ISSUER", issuer)).issuer())
        .isEqualTo("https://billing.example");
    assertThat(with(Map.of("METERHOUSE_HTTP_HOST", host, "METERHOUSE_OAUTH_SIGNING_KEY", "")).key())
        .as("an issuer that is off needs no name")
        .isNull();
  }

  @Test
  void shouldTakeTheLoopbackAddressForItsNameWhereNoneIsGiven() {
    assertThat(with(Map.of("METERHOUSE_HTTP_PORT", "8081")).issuer())
        .isEqualTo("http://127.0.0.1:8081");
  }
}
