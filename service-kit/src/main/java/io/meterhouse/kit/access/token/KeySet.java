package io.meterhouse.kit.access.token;

import java.io.IOException;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** Reads the keys that an issuer publishes (JWKS, RFC 7517). */
final class KeySet {

  private static final int MAX_KEYS = 100;

  private KeySet() {}

  /**
   * Those that can verify tokens of ours, by id; what we do not understand is left out.
   *
   * @throws IOException where it is no set of keys, or has none that we can use
   */
  static Map<String, VerificationKey> parse(String json) throws IOException {
    Map<String, VerificationKey> keys = new LinkedHashMap<>();
    for (JsonWebKey key : read(json)) {
      verificationKey(key).ifPresent(usable -> keys.putIfAbsent(usable.keyId(), usable));
    }
    if (keys.isEmpty()) {
      throw new IOException(
          "no key for RS256, ES256 or EdDSA with a key id (expected: at least one)");
    }
    return Map.copyOf(keys);
  }

  private static List<JsonWebKey> read(String json) throws IOException {
    List<JsonWebKey> keys;
    try {
      keys = new JsonWebKeySet(json).getJsonWebKeys();
    } catch (JoseException e) {
      throw new IOException("not a JSON web key set", e);
    }
    if (keys.size() > MAX_KEYS) {
      throw new IOException(keys.size() + " keys (expected: at most " + MAX_KEYS + ")");
    }
    return keys;
  }

  private static Optional<VerificationKey> verificationKey(JsonWebKey key) {
    boolean forSigning = key.getUse() == null || key.getUse().equals("sig");
    // The private half and secrets of HMAC are of other types or never looked at.
    if (key.getKeyId() == null || !forSigning || !(key.getKey() instanceof PublicKey publicKey)) {
      return Optional.empty();
    }
    return SigningAlgorithm.of(publicKey)
        .filter(it -> key.getAlgorithm() == null || key.getAlgorithm().equals(it.wireName()))
        .map(algorithm -> new VerificationKey(key.getKeyId(), algorithm, publicKey));
  }
}
