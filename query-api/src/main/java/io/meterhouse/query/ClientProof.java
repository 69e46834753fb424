package io.meterhouse.query;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.OAuthError;
import java.util.List;
import java.util.Map;

/** What a client proves itself with; its text hides the secret. */
public record ClientProof(String clientId, String secret) {

  /**
   * {@code invalid_client}: the same for a client that is unknown, revoked, or has another secret.
   */
  public static ApiException refused() {
    return new ApiException(
        OAuthError.INVALID_CLIENT,
        "no client in use has this client_id and client_secret",
        List.of(),
        Map.of("WWW-Authenticate", "Basic realm=\"meterhouse\", charset=\"UTF-8\""));
  }

  /**
   * The client of that proof.
   *
   * @throws ApiException {@code invalid_client}
   */
  public OAuthClient client(OAuthClientStore clients) {
    OAuthClient client = clients.find(clientId).orElse(null);
    if (!OAuthClient.isProven(client, secret) || client == null) {
      throw refused();
    }
    return client;
  }

  @Override
  public String toString() {
    return clientId + ":…";
  }
}
