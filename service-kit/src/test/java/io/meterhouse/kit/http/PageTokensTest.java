package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {

  private static final List<String> SCOPE = List.of("meters", "TEN-1");

  private static final PageTokens TOKENS = new PageTokens(new byte[32]);

  @Test
  void shouldGiveBackThePositionThatItWasMadeOf() {
    List<String> position = List.of("2026-11-21T10:00:00Z", "", "clé ÷ 🙂");

    assertThat(TOKENS.decode("page_token", TOKENS.encode(SCOPE, position), SCOPE, 3))
        .isEqualTo(position);
  }

  @Test
  void shouldNotNeedToBeEncodedInAnAddress() {
    assertThat(TOKENS.encode(SCOPE, List.of("???>>>~~~"))).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "%%%", "eyJvZmZzZXQiOjUwfQ", "AQ", "AgAAAAAAAAAA", "AQAAAAAAAAAA"})
  void shouldRefuseWhatIsNoTokenOfOurs(String token) {
    assertRefused(token, SCOPE);
  }

  @Test
  void shouldRefuseATokenOfAnotherTenant() {
    assertRefused(TOKENS.encode(List.of("meters", "TEN-2"), List.of("a")), SCOPE);
  }

  @Test
  void shouldTellScopesApartThatReadTheSameWhenJoined() {
    assertRefused(TOKENS.encode(List.of("metersT", "EN-1"), List.of("a")), SCOPE);
  }

  @Test
  void shouldRefuseATokenWithTooManyParts() {
    assertRefused(TOKENS.encode(SCOPE, List.of("a", "b")), SCOPE);
  }

  @Test
  void shouldRefuseATokenThatWasCutOrPadded() {
    String token = TOKENS.encode(SCOPE, List.of("llm_tokens"));
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertRefused(Base64.getUrlEncoder().withoutPadding().encodeToString(cut), SCOPE);
    }
    assertRefused(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(java.util.Arrays.copyOf(bytes, bytes.length + 1)),
        SCOPE);
  }

  @Test
  void shouldRefuseATokenWithOneBitChanged() {
    byte[] bytes = Base64.getUrlDecoder().decode(TOKENS.encode(SCOPE, List.of("llm_tokens")));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] forged = bytes.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(Base64.getUrlEncoder().withoutPadding().encodeToString(forged), SCOPE);
    }
  }

  @Test
  void shouldRefuseATokenOfAnotherInstallation() {
    byte[] otherSecret = new byte[32];
    otherSecret[31] = 1;
    assertRefused(new PageTokens(otherSecret).encode(SCOPE, List.of("a")), SCOPE);
  }

  @Test
  void shouldRefuseATokenOfAnyLengthWithoutReadingIt() {
    assertRefused("A".repeat(PageTokens.MAX_TOKEN_CHARS + 1), SCOPE);
  }

  private static void assertRefused(String token, List<String> scope) {
    assertThatThrownBy(() -> TOKENS.decode("page_token", token, scope, 1))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.code()).isEqualTo(ApiError.INVALID_ARGUMENT);
              assertThat(e.details().getFirst().field()).isEqualTo("page_token");
            });
  }
}
