package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IdentityTest {

  private static final TenantId TENANT = TenantId.of("TEN-1");

  @Test
  void shouldStayTheSameForEver() {
    // sha256(00000005 "TEN-1" 00000008 "checkout" 00000002 "e1"); state on disk depends on it
    assertThat(Identity.of(TENANT, "checkout", "e1"))
        .hasToString("2361e73779eceba0a573a51b512029c7");
  }

  @Test
  void shouldKeepFieldsApart() {
    assertThat(Identity.of(TENANT, "ab", "c")).isNotEqualTo(Identity.of(TENANT, "a", "bc"));
    assertThat(Identity.of(TENANT, "a", "b"))
        .isEqualTo(Identity.ofBytes(Identity.of(TENANT, "a", "b").bytes()));
  }

  @Test
  void shouldTellAConflictFromARetry() {
    ContentHash hash = content("t", "s", "{\"a\":1}");

    assertThat(content("t", "s", "{\"a\":1}")).isEqualTo(hash);
    assertThat(content("u", "s", "{\"a\":1}")).isNotEqualTo(hash);
    assertThat(content("t", "", "{\"a\":1}")).isNotEqualTo(hash);
    assertThat(content("t", "s", "{\"a\":2}")).isNotEqualTo(hash);
    assertThat(ContentHash.ofSnapshot("s", "gb", Quantity.parse("1.50"), 20_000))
        .isEqualTo(ContentHash.ofSnapshot("s", "gb", Quantity.parse("1.5"), 20_000));
  }

  @Test
  void shouldRefuseOtherLengths() {
    assertThatThrownBy(() -> Identity.ofBytes(new byte[15]))
        .hasMessage("identity: 15 bytes (expected: 16)");
  }

  @Test
  void shouldRefuseATenantIdThatIsNone() {
    assertThatThrownBy(() -> TenantId.of("acme"))
        .hasMessage("tenant id: 'acme' (expected: TEN-[A-Za-z0-9][A-Za-z0-9_-]{0,62})");
  }

  private static ContentHash content(String type, String subject, String data) {
    return ContentHash.ofEvent(type, subject, data.getBytes(StandardCharsets.UTF_8));
  }
}
