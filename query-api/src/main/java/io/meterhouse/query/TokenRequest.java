package io.meterhouse.query;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.OAuthError;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for an access token (RFC 6749 §4.4.2). Its errors have the codes of §5.2.
 *
 * @param scope what is asked for, space-separated; null: all that the client may have
 */
public record TokenRequest(ClientProof proof, @Nullable String scope) {

  private static final String GRANT = "client_credentials";

  /**
   * Reads the form of a request whose client may have proven itself by HTTP Basic.
   *
   * @throws ApiException {@code invalid_request}, {@code unsupported_grant_type}, {@code
   *     invalid_client}
   */
  public static TokenRequest read(Map<String, String> form, Optional<ClientProof> basic) {
    String grant = form.get("grant_type");
    if (grant == null) {
      throw refused(OAuthError.INVALID_REQUEST, "grant_type is missing (expected: " + GRANT + ")");
    }
    ClientProof proof = proof(form, basic);
    if (!grant.equals(GRANT)) {
      throw refused(
          OAuthError.UNSUPPORTED_GRANT_TYPE, Texts.shorten(grant) + " (expected: " + GRANT + ")");
    }
    return new TokenRequest(proof, form.get("scope"));
  }

  /**
   * Which of the client's scopes the token gets.
   *
   * @throws ApiException {@code invalid_scope} where it asks for one that the client does not have
   */
  public Set<Scope> granted(OAuthClient client) {
    if (scope == null) {
      return client.scopes();
    }
    Set<Scope> granted = EnumSet.noneOf(Scope.class);
    for (String name : scope.split(" ")) {
      granted.add(
          Scope.ofWireName(name)
              .filter(client.scopes()::contains)
              .orElseThrow(
                  () ->
                      refused(
                          OAuthError.INVALID_SCOPE,
                          "the client may not have " + Texts.shorten(name))));
    }
    return granted;
  }

  static ApiException refused(OAuthError code, String description) {
    return new ApiException(code, description, List.of());
  }

  private static ClientProof proof(Map<String, String> form, Optional<ClientProof> basic) {
    String id = form.get("client_id");
    String secret = form.get("client_secret");
    if (basic.isEmpty()) {
      if (id == null || secret == null) {
        throw ClientProof.refused();
      }
      return new ClientProof(id, secret);
    }
    if (secret != null) {
      throw refused(
          OAuthError.INVALID_REQUEST, "client_secret beside Authorization (expected: one of them)");
    }
    if (id != null && !id.equals(basic.get().clientId())) {
      throw refused(OAuthError.INVALID_REQUEST, "client_id is another than that of Authorization");
    }
    return basic.get();
  }
}
