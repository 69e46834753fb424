package io.meterhouse.kit.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A key as its owner holds it: {@code mh_ID_SECRET}, with an id of 12 and a secret of 43
 * characters. The secret has 256 random bits, so a plain hash of it cannot be searched. Its text
 * form is for the owner alone: {@link #toString} hides it.
 */
public record KeySecret(String keyId, String secret) {

  private static final String PREFIX = "mh_";
  private static final int ID_CHARACTERS = 12;
  private static final int SECRET_CHARACTERS = 43;
  private static final int SECRET_FROM = PREFIX.length() + ID_CHARACTERS + 1;
  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 32;

  /** A key that nobody has had before. */
  public static KeySecret generate(SecureRandom random) {
    // Without the underscore, which separates the parts.
    String id = base64(random, ID_BYTES).replace('_', '-');
    return new KeySecret(id, base64(random, SECRET_BYTES));
  }

  /** The key of that text, where it has the form of one. */
  public static Optional<KeySecret> parse(String token) {
    boolean hasForm =
        token.length() == SECRET_FROM + SECRET_CHARACTERS
            && token.startsWith(PREFIX)
            && isBase64(token, PREFIX.length(), SECRET_FROM - 1, false)
            && token.charAt(SECRET_FROM - 1) == '_'
            && isBase64(token, SECRET_FROM, token.length(), true);
    return hasForm
        ? Optional.of(
            new KeySecret(
                token.substring(PREFIX.length(), SECRET_FROM - 1), token.substring(SECRET_FROM)))
        : Optional.empty();
  }

  private static boolean isBase64(String text, int from, int to, boolean hasUnderscore) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean isLetterOrDigit =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!isLetterOrDigit && c != '-' && !(hasUnderscore && c == '_')) {
        return false;
      }
    }
    return true;
  }

  /** What its owner sends as a bearer token. */
  public String token() {
    return PREFIX + keyId + "_" + secret;
  }

  /** SHA-256 of the secret. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(secret.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + keyId + "_…";
  }

  private static String base64(SecureRandom random, int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }
}
