package io.meterhouse.kit.access.token;

import java.security.PublicKey;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Writes public keys as JSON web keys. */
final class Jwks {

  private Jwks() {}

  static Map<String, Object> publicJwk(VerificationKey key) {
    JsonWebKey jwk = of(key.key());
    jwk.setKeyId(key.keyId());
    jwk.setUse("sig");
    jwk.setAlgorithm(key.algorithm().wireName());
    return jwk.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  /** The same for the same key, whoever computes it (RFC 7638). */
  static String thumbprint(PublicKey key) {
    return of(key).calculateBase64urlEncodedThumbprint("SHA-256");
  }

  private static JsonWebKey of(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key);
    } catch (JoseException e) {
      throw new IllegalArgumentException("a key that cannot be a JSON web key", e);
    }
  }
}
