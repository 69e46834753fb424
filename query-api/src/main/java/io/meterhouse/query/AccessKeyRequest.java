package io.meterhouse.query;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.ApiException;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code POST /api/v1/access-keys} takes. */
public record AccessKeyRequest(
    String name, @Nullable TenantId tenant, Set<Scope> scopes, @Nullable Instant expiresAt) {

  /** Copies. */
  public AccessKeyRequest {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Reads a request of that caller, who cannot give what it does not have.
   *
   * @throws ApiException 400 with every problem; 403 for a scope that the caller lacks
   */
  public static AccessKeyRequest read(JsonBody body, Caller caller, Instant now) {
    if (!body.has("name")) {
      body.problem("name", "missing");
    }
    String name = body.as("name", Texts::line);
    TenantId tenant = body.optionalTenant("tenant_id");
    Set<Scope> scopes = scopes(body);
    Instant expiresAt = body.optionalInstant("expires_at");
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      body.problem("expires_at", expiresAt + " (expected: later than now)");
    }
    body.check();
    refuseMoreThan(caller, scopes);
    return new AccessKeyRequest(Objects.requireNonNull(name), tenant, scopes, expiresAt);
  }

  /** The key of that secret. */
  public StoredKey with(KeySecret secret, Instant now) {
    return new StoredKey(
        new AccessKey(
            new Caller(secret.keyId(), tenant, scopes),
            ByteString.copyFrom(secret.hash()),
            expiresAt),
        name,
        now,
        null);
  }

  private static Set<Scope> scopes(JsonBody body) {
    List<String> names = body.texts("scopes");
    if (names.isEmpty()) {
      body.problem("scopes", "none (expected: one or more of " + Scope.names() + ")");
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (int i = 0; i < names.size(); i++) {
      Scope scope = Scope.ofWireName(names.get(i)).orElse(null);
      if (scope == null) {
        body.problem(
            "scopes[" + i + "]",
            Texts.shorten(names.get(i)) + " (expected: one of " + Scope.names() + ")");
      } else {
        scopes.add(scope);
      }
    }
    return scopes;
  }

  private static void refuseMoreThan(Caller caller, Set<Scope> scopes) {
    String missing =
        scopes.stream()
            .filter(scope -> !caller.scopes().contains(scope))
            .map(Scope::wireName)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new ApiException(
          403,
          "PERMISSION_DENIED",
          "a token cannot give what it does not have: " + missing,
          List.of());
    }
  }
}
