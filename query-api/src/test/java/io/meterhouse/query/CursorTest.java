package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.http.ApiException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  private static final List<String> SCOPE = List.of("meters", "TEN-1");

  @Test
  void shouldGiveBackThePositionThatItWasMadeOf() {
    List<String> position = List.of("2026-11-21T10:00:00Z", "", "clé ÷ 🙂");

    assertThat(Cursor.decode("page_token", Cursor.encode(SCOPE, position), SCOPE, 3))
        .isEqualTo(position);
  }

  @Test
  void shouldNotNeedToBeEncodedInAnAddress() {
    assertThat(Cursor.encode(SCOPE, List.of("???>>>~~~"))).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "%%%", "eyJvZmZzZXQiOjUwfQ", "AQ", "AgAAAAAAAAAA", "AQAAAAAAAAAA"})
  void shouldRefuseWhatIsNoTokenOfOurs(String token) {
    assertRefused(token, SCOPE);
  }

  @Test
  void shouldRefuseATokenOfAnotherTenant() {
    assertRefused(Cursor.encode(List.of("meters", "TEN-2"), List.of("a")), SCOPE);
  }

  @Test
  void shouldTellScopesApartThatReadTheSameWhenJoined() {
    assertRefused(Cursor.encode(List.of("metersT", "EN-1"), List.of("a")), SCOPE);
  }

  @Test
  void shouldRefuseATokenWithTooManyParts() {
    assertRefused(Cursor.encode(SCOPE, List.of("a", "b")), SCOPE);
  }

  @Test
  void shouldRefuseATokenThatWasCutOrPadded() {
    String token = Cursor.encode(SCOPE, List.of("llm_tokens"));
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
  void shouldRefuseATokenOfAnyLengthWithoutReadingIt() {
    assertRefused("A".repeat(Cursor.MAX_TOKEN_CHARS + 1), SCOPE);
  }

  private static void assertRefused(String token, List<String> scope) {
    assertThatThrownBy(() -> Cursor.decode("page_token", token, scope, 1))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(400);
              assertThat(e.code()).isEqualTo("INVALID_ARGUMENT");
              assertThat(e.details().getFirst().field()).isEqualTo("page_token");
            });
  }
}
