package io.meterhouse.query.http;

import io.meterhouse.query.ClientProof;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the proof of a client from {@code Authorization: Basic} (RFC 6749 §2.3.1). */
final class BasicProof {

  private static final String BASIC = "basic ";

  private BasicProof() {}

  /**
   * Empty where there is no such header.
   *
   * @throws io.meterhouse.kit.http.ApiException {@code invalid_client} where the header is none
   */
  static Optional<ClientProof> of(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    if (!header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      throw ClientProof.refused();
    }
    String pair = pair(header.substring(BASIC.length()).strip());
    int colon = pair.indexOf(':');
    if (colon < 1) {
      throw ClientProof.refused();
    }
    // Both parts are form-encoded before they are joined, unlike in plain HTTP Basic.
    return Optional.of(
        new ClientProof(
            FormBody.decode(pair.substring(0, colon)), FormBody.decode(pair.substring(colon + 1))));
  }

  private static String pair(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ClientProof.refused();
    }
  }
}
