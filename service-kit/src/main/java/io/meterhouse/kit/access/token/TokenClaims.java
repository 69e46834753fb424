package io.meterhouse.kit.access.token;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.TenantId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a verified token give.
 *
 * <p>A token is the platform's where it says {@code "platform": true} and its issuer speaks for the
 * platform. Every other token must name a tenant; one that does neither, both, or either of them in
 * a form that we do not know gives nothing at all.
 */
record TokenClaims(JwtClaims claims, TrustedIssuer issuer, TokenConfig config) {

  /** Says {@code true} where the token is for every tenant. */
  static final String PLATFORM = "platform";

  /** Says {@code true} where the caller may name the user that it acts for. */
  static final String ACTS_FOR_USERS = "acts_for_users";

  private static final String SCOPE = "scope";
  private static final String SCOPES = "scp";
  private static final int MAX_SUBJECT_CHARS = 200;

  Caller caller() throws RefusedTokenException, MalformedClaimException {
    return new Caller(id(), tenant(), scopes(), says(ACTS_FOR_USERS) && issuer.speaksForPlatform());
  }

  /** Until when the token is believed. */
  Instant end() throws MalformedClaimException {
    return Instant.ofEpochSecond(claims.getExpirationTime().getValue()).plus(config.clockSkew());
  }

  /** The library checks {@code exp} and {@code nbf}; this is what it leaves open. */
  void checkTimes(Instant now) throws RefusedTokenException, MalformedClaimException {
    long end = claims.getExpirationTime().getValue();
    long longest = config.maxLifetime().toSeconds();
    long latest = now.getEpochSecond() + config.clockSkew().toSeconds();
    NumericDate issued = claims.getIssuedAt();
    if (end > latest + longest) {
      throw new RefusedTokenException("exp is too far ahead");
    }
    if (issued != null && issued.getValue() > latest) {
      throw new RefusedTokenException("iat is ahead");
    }
    if (issued != null && issued.getValue() < end - longest) {
      throw new RefusedTokenException("the lifetime is too long");
    }
  }

  private @Nullable TenantId tenant() throws RefusedTokenException {
    boolean isPlatform = says(PLATFORM);
    Object named = claims.getClaimValue(config.tenantClaim());
    if (isPlatform && named == null && issuer.speaksForPlatform()) {
      return null;
    }
    if (isPlatform || !(named instanceof String text)) {
      throw new RefusedTokenException("neither a tenant nor a platform that the issuer speaks for");
    }
    try {
      return TenantId.of(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedTokenException("the tenant claim is no tenant id");
    }
  }

  private boolean says(String claim) throws RefusedTokenException {
    Object value = claims.getClaimValue(claim);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw new RefusedTokenException("the claim " + claim + " is neither true nor false");
  }

  /** Names that we do not know give nothing. */
  private Set<Scope> scopes() throws RefusedTokenException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    scopeNames().forEach(name -> Scope.ofWireName(name).ifPresent(scopes::add));
    return scopes;
  }

  private List<String> scopeNames() throws RefusedTokenException {
    Object value = claims.getClaimValue(claims.hasClaim(SCOPE) ? SCOPE : SCOPES);
    return switch (value) {
      case null -> List.of();
      case String text -> List.of(text.split(" "));
      case List<?> list -> texts(list);
      default -> throw new RefusedTokenException("the scopes are neither a text nor a list");
    };
  }

  private static List<String> texts(List<?> list) throws RefusedTokenException {
    List<String> texts = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof String text)) {
        throw new RefusedTokenException("a scope is no text");
      }
      texts.add(text);
    }
    return texts;
  }

  private String id() throws RefusedTokenException, MalformedClaimException {
    for (String claim : List.of("sub", "client_id", "azp")) {
      String value = claims.getStringClaimValue(claim);
      if (value != null && !value.isBlank() && value.length() <= MAX_SUBJECT_CHARS) {
        // Written into logs: nothing that breaks a line or a quoting may pass.
        return issuer.callerPrefix() + URLEncoder.encode(value, StandardCharsets.UTF_8);
      }
    }
    throw new RefusedTokenException("neither a subject nor a client of a usual length");
  }
}
