package io.meterhouse.kit.access.token;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.config.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The key that signs the access tokens of the built-in issuer: Ed25519. Its secret is not shown.
 */
public final class SigningKey {

  private static final String ED25519 = "Ed25519";
  private static final Pattern PEM =
      Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----\\s*");
  private static final int LINE_CHARS = 64;

  private final String keyId;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private SigningKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.keyId = Jwks.thumbprint(publicKey);
  }

  /** A key that nobody has had before, as {@link #parse} reads it. */
  public static String generatePem(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
      generator.initialize(NamedParameterSpec.ED25519, random);
      byte[] encoded = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(encoded)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  /**
   * The key of that PEM text, PKCS#8 as {@code openssl genpkey -algorithm ed25519} writes it.
   *
   * @throws ConfigurationException where it is none; without a word of it
   */
  public static SigningKey parse(String pem) {
    Matcher parts = PEM.matcher(pem);
    if (!parts.matches()) {
      throw unreadable();
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(parts.group(1));
      PrivateKey key =
          KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new SigningKey(key, publicKey(key));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable();
    }
  }

  /** The same wherever the same key is configured. */
  public String keyId() {
    return keyId;
  }

  /** What every service has to know to believe its tokens. */
  public AnnouncedKey announced(String issuer, Instant verifiesUntil) {
    return new AnnouncedKey(
        keyId, issuer, ByteString.copyFrom(publicKey.getEncoded()), verifiesUntil);
  }

  /** An access token (RFC 9068) that says that. */
  public String sign(TokenContent content, String tenantClaim) {
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload(content.claims(tenantClaim).toJson());
    token.setAlgorithmHeaderValue(SigningAlgorithm.ED_DSA.wireName());
    token.setKeyIdHeaderValue(keyId);
    token.setHeader("typ", "at+jwt");
    token.setKey(privateKey);
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("a token cannot be signed", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + keyId + "]";
  }

  /**
   * The JDK computes a public key only when it makes a pair, from 32 random bytes. Given the bytes
   * of a key that exists, it makes the pair of that key; that it did is checked by a signature.
   */
  private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
    byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow(SigningKey::unreadable);
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
    generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
    PublicKey publicKey = generator.generateKeyPair().getPublic();
    Signature signature = Signature.getInstance(ED25519);
    signature.initSign(key);
    signature.update(seed);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(seed);
    if (!signature.verify(signed)) {
      throw new IllegalStateException("the public half of the signing key cannot be computed");
    }
    return publicKey;
  }

  private static ConfigurationException unreadable() {
    return new ConfigurationException(
        "METERHOUSE_OAUTH_SIGNING_KEY is no key that can sign (expected: an Ed25519 private key as"
            + " PKCS#8 PEM, such as `openssl genpkey -algorithm ed25519` writes)");
  }

  private static final class Fixed extends SecureRandom {

    private final transient byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }
}
