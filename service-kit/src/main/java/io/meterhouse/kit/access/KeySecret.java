package io.meterhouse.kit.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its owner holds it: {@code mh_ID_SECRET}, with an id of 12 and a secret of 43
 * characters. The secret has 256 random bits, so a plain hash of it cannot be searched. Its text
 * form is for the owner alone: {@link #toString} hides it.
 */
public record KeySecret(String keyId, String secret) {

  private static final String PREFIX = "mh_";
  private static final Pattern FORM = Pattern.compile("mh_([0-9A-Za-z-]{12})_([0-9A-Za-z_-]{43})");
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
    Matcher parts = FORM.matcher(token);
    return parts.matches()
        ? Optional.of(new KeySecret(parts.group(1), parts.group(2)))
        : Optional.empty();
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
