package io.meterhouse.kit.access.token;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;

/**
 * What an access token of the built-in issuer says.
 *
 * @param id told apart from every other token's
 * @param tenant null: the platform
 */
public record TokenContent(
    String issuer,
    String audience,
    String id,
    String clientId,
    @Nullable TenantId tenant,
    Set<Scope> scopes,
    boolean actsForUsers,
    Instant issuedAt,
    Instant expiresAt) {

  /** Copies. */
  public TokenContent {
    scopes = Set.copyOf(scopes);
  }

  JwtClaims claims(String tenantClaim) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience(audience);
    claims.setJwtId(id);
    claims.setSubject(clientId);
    claims.setStringClaim("client_id", clientId);
    claims.setIssuedAt(NumericDate.fromSeconds(issuedAt.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(expiresAt.getEpochSecond()));
    claims.setStringClaim(
        "scope", scopes.stream().sorted().map(Scope::wireName).collect(Collectors.joining(" ")));
    if (tenant == null) {
      claims.setClaim(TokenClaims.PLATFORM, true);
    } else {
      claims.setStringClaim(tenantClaim, tenant.value());
    }
    if (actsForUsers) {
      claims.setClaim(TokenClaims.ACTS_FOR_USERS, true);
    }
    return claims;
  }
}
