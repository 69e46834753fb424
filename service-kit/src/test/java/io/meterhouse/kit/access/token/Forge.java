package io.meterhouse.kit.access.token;

import java.security.Key;
import java.security.KeyPairGenerator;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Makes keys and tokens, right and wrong ones. */
final class Forge {

  private Forge() {}

  static PublicJsonWebKey rsa(String keyId) {
    return named(keyId, () -> RsaJwkGenerator.generateJwk(2048));
  }

  static PublicJsonWebKey ec(String keyId) {
    return named(keyId, () -> EcJwkGenerator.generateJwk(EllipticCurves.P256));
  }

  static PublicJsonWebKey ec384(String keyId) {
    return named(keyId, () -> EcJwkGenerator.generateJwk(EllipticCurves.P384));
  }

  static PublicJsonWebKey ed(String keyId) {
    return named(keyId, () -> OkpJwkGenerator.generateJwk("Ed25519"));
  }

  static PublicJsonWebKey weakRsa(String keyId) {
    return named(
        keyId,
        () -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(1024);
          var pair = generator.generateKeyPair();
          PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
          key.setPrivateKey(pair.getPrivate());
          return key;
        });
  }

  /** Claims that give everything a tenant's token needs. */
  static JwtClaims claims(String issuer, Instant now) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience("meterhouse");
    claims.setSubject("svc-1");
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + 600));
    claims.setStringClaim("tenant_id", "TEN-1");
    claims.setStringClaim("scope", "usage:read usage:write");
    return claims;
  }

  static String token(JwtClaims claims, String algorithm, PublicJsonWebKey key) {
    return sign(signature(claims, algorithm, key.getPrivateKey(), key.getKeyId()));
  }

  static JsonWebSignature signature(
      JwtClaims claims, String algorithm, @Nullable Key key, String keyId) {
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload(claims.toJson());
    token.setAlgorithmHeaderValue(algorithm);
    token.setKeyIdHeaderValue(keyId);
    token.setKey(key);
    token.setDoKeyValidation(false);
    token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    return token;
  }

  static String sign(JsonWebSignature token) {
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Making {
    PublicJsonWebKey make() throws Exception;
  }

  private static PublicJsonWebKey named(String keyId, Making making) {
    try {
      PublicJsonWebKey key = making.make();
      key.setKeyId(keyId);
      return key;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
