package io.meterhouse.kit.access.token;

import java.security.Key;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** Finds the key of one token, by its issuer and key id, and remembers what it found. */
final class TokenKey implements VerificationKeyResolver {

  private static final int MAX_KEY_ID_CHARS = 200;

  private final Function<String, Optional<TrustedIssuer>> issuers;
  private @Nullable TrustedIssuer issuer;
  private @Nullable VerificationKey key;

  TokenKey(Function<String, Optional<TrustedIssuer>> issuers) {
    this.issuers = issuers;
  }

  @Override
  public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    String keyId = token.getKeyIdHeaderValue();
    if (keyId == null || keyId.length() > MAX_KEY_ID_CHARS || !nesting.isEmpty()) {
      throw new UnresolvableKeyException("no key id of a usual length");
    }
    TrustedIssuer named = issuer(token);
    VerificationKey found =
        named
            .keys()
            .find(keyId)
            .orElseThrow(() -> new UnresolvableKeyException("the issuer has no such key"));
    if (!found.algorithm().wireName().equals(token.getAlgorithmHeaderValue())) {
      throw new UnresolvableKeyException("the key is for " + found.algorithm().wireName());
    }
    issuer = named;
    key = found;
    return found.key();
  }

  /** Of the token whose key was resolved. */
  TrustedIssuer issuer() {
    return Objects.requireNonNull(issuer);
  }

  VerificationKey verificationKey() {
    return Objects.requireNonNull(key);
  }

  private TrustedIssuer issuer(JsonWebSignature token) throws UnresolvableKeyException {
    try {
      return issuers
          .apply(BearerTokens.issuerOf(token))
          .orElseThrow(() -> new UnresolvableKeyException("no issuer of ours"));
    } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
      throw new UnresolvableKeyException("the claims cannot be read", e);
    }
  }
}
