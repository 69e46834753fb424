package io.meterhouse.kit.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.metering.TenantId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of the built-in issuer, verified by nothing but what it announced. */
class SigningKeyTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ISSUER = "http://127.0.0.1:8080";

  /** Of {@code openssl genpkey -algorithm ed25519}, for this test alone. */
  private static final String OPENSSL =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIISPq2yjvfdMWRUUsHN0LCW2b1O22UBk7azhXf394gMb
      -----END PRIVATE KEY-----
      """;

  private final SigningKey key = SigningKey.parse(SigningKey.generatePem(new SecureRandom()));
  private final Map<String, AnnouncedKey> announced = new HashMap<>();
  private Instant now = NOW;
  private final BearerTokens tokens =
      new BearerTokens(TokenConfig.from(Settings.of(Map.of())), () -> announced, () -> now);

  @AfterEach
  void close() {
    tokens.close();
  }

  private TokenContent content(@Nullable TenantId tenant) {
    return new TokenContent(
        ISSUER,
        "meterhouse",
        "id-1",
        "mhc_1",
        tenant,
        EnumSet.of(Scope.USAGE_READ),
        true,
        NOW,
        NOW.plusSeconds(900));
  }

  private void announce(SigningKey announcing, Instant until) {
    // Through the catalogue's form: what is announced is what arrives.
    AnnouncedKey arrived = AnnouncedKey.fromWire(announcing.announced(ISSUER, until).toWire());
    announced.put(arrived.keyId(), arrived);
  }

  @Test
  void shouldGiveWhatTheTokenSays() {
    announce(key, NOW.plusSeconds(3_600));

    assertThat(tokens.authenticate(key.sign(content(TenantId.of("TEN-1")), "tenant_id")))
        .contains(new Caller("mhc_1", TenantId.of("TEN-1"), EnumSet.of(Scope.USAGE_READ), true));
    assertThat(tokens.authenticate(key.sign(content(null), "tenant_id")).orElseThrow().tenant())
        .isNull();
  }

  @Test
  void shouldBelieveAKeyOnlyWhereItWasAnnouncedAndUntilItsEnd() {
    String token = key.sign(content(null), "tenant_id");
    assertThat(tokens.authenticate(token)).isEmpty();
    assertThat(tokens.mayBeOfNewKey(token)).isTrue();

    announce(key, NOW.plusSeconds(60));

    assertThat(tokens.mayBeOfNewKey(token)).isFalse();
    assertThat(tokens.authenticate(token)).isPresent();
    now = NOW.plusSeconds(60);
    assertThat(tokens.authenticate(token)).isEmpty();
  }

  @Test
  void shouldVerifyTokensOfTheOldKeyBesideTheNewOne() {
    SigningKey next = SigningKey.parse(SigningKey.generatePem(new SecureRandom()));
    announce(key, NOW.plusSeconds(3_600));
    announce(next, NOW.plusSeconds(3_600));

    assertThat(tokens.authenticate(key.sign(content(null), "tenant_id"))).isPresent();
    assertThat(tokens.authenticate(next.sign(content(null), "tenant_id"))).isPresent();
  }

  @Test
  void shouldReadAKeyOfOpensslAndNameItAlwaysTheSame() {
    SigningKey read = SigningKey.parse(OPENSSL);
    announce(read, NOW.plusSeconds(60));

    assertThat(read.keyId()).isEqualTo(SigningKey.parse(OPENSSL.replace("\n", " ")).keyId());
    assertThat(tokens.authenticate(read.sign(content(null), "tenant_id"))).isPresent();
    assertThat(read.announced(ISSUER, NOW).toJwk())
        .containsEntry("kty", "OKP")
        .containsEntry("alg", "EdDSA")
        .containsEntry("kid", read.keyId())
        .doesNotContainKey("d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMC4CAQ==\n-----END EC PRIVATE KEY-----"
      })
  void shouldRefuseWhatIsNoKeyWithoutShowingIt(String text) {
    assertThatThrownBy(() -> SigningKey.parse(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("METERHOUSE_OAUTH_SIGNING_KEY")
        .hasMessageNotContaining("hunter2");
  }
}
