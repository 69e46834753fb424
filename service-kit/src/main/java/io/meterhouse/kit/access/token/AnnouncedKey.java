package io.meterhouse.kit.access.token;

import com.google.protobuf.ByteString;
import io.meterhouse.schemas.catalog.v1.SigningKeyEntry;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Map;

/**
 * The public half of a key of the built-in issuer, as the control plane tells every service.
 *
 * @param issuer the claim {@code iss} of its tokens
 * @param publicKey X.509 SubjectPublicKeyInfo of an Ed25519 key
 * @param verifiesUntil its tokens are believed until then
 */
public record AnnouncedKey(
    String keyId, String issuer, ByteString publicKey, Instant verifiesUntil) {

  /** As the catalogue has it. */
  public SigningKeyEntry toWire() {
    return SigningKeyEntry.newBuilder()
        .setKeyId(keyId)
        .setIssuer(issuer)
        .setPublicKey(publicKey)
        .setVerifiesUntilMillis(verifiesUntil.toEpochMilli())
        .build();
  }

  /**
   * @throws IllegalArgumentException where the key cannot be read
   */
  public static AnnouncedKey fromWire(SigningKeyEntry entry) {
    AnnouncedKey key =
        new AnnouncedKey(
            entry.getKeyId(),
            entry.getIssuer(),
            entry.getPublicKey(),
            Instant.ofEpochMilli(entry.getVerifiesUntilMillis()));
    key.verificationKey();
    return key;
  }

  /**
   * For whoever verifies tokens of ours elsewhere: a public JWK, with {@code use} and {@code alg}.
   */
  public Map<String, Object> toJwk() {
    return Jwks.publicJwk(verificationKey());
  }

  VerificationKey verificationKey() {
    return new VerificationKey(keyId, SigningAlgorithm.ED_DSA, key());
  }

  private PublicKey key() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(publicKey.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("signing key " + keyId + " is no Ed25519 key", e);
    }
  }
}
