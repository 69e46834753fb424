package io.meterhouse.kit.access.token;

import io.meterhouse.kit.access.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what tokens were found to give, by their digest: a signature costs a hundred times as
 * much as a look here, and a client sends the same token again and again. Only tokens that were
 * verified come in, so nobody can fill it with guesses.
 */
final class VerifiedTokens {

  private static final int MAX_TOKENS = 10_000;

  private final Map<ByteBuffer, Verified> tokens = new ConcurrentHashMap<>();

  /**
   * @param key that signed it, which must still be the issuer's when the token comes again
   * @param end from then on it is not believed
   */
  record Verified(Caller caller, String issuer, VerificationKey key, Instant end) {}

  Optional<Verified> find(String token) {
    return Optional.ofNullable(tokens.get(digest(token)));
  }

  void remember(String token, Verified verified) {
    if (tokens.size() >= MAX_TOKENS) {
      tokens.clear();
    }
    tokens.put(digest(token), verified);
  }

  void forget(String token) {
    tokens.remove(digest(token));
  }

  private static ByteBuffer digest(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
