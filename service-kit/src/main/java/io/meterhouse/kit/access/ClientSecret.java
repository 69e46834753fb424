package io.meterhouse.kit.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a client of the built-in OAuth issuer proves itself with: {@code mhc_…} and {@code mhs_…}.
 * The secret has 256 random bits, so a plain hash of it cannot be searched. Its text form is for
 * the owner alone: {@link #toString} hides it.
 */
public record ClientSecret(String clientId, String secret) {

  private static final int ID_BYTES = 12;
  private static final int SECRET_BYTES = 32;

  /** A client that nobody has been before. */
  public static ClientSecret generate(SecureRandom random) {
    return new ClientSecret(
        "mhc_" + base64(random, ID_BYTES).replace('_', '-'), "mhs_" + base64(random, SECRET_BYTES));
  }

  /** SHA-256 of a text that somebody sent as a secret. */
  public static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return clientId + ":…";
  }

  private static String base64(SecureRandom random, int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }
}
