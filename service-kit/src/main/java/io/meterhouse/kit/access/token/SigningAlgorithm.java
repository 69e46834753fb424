package io.meterhouse.kit.access.token;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * How tokens may be signed. A key stands for exactly one of them, so that no token can choose how a
 * key is used.
 */
enum SigningAlgorithm {
  RS256(AlgorithmIdentifiers.RSA_USING_SHA256) {
    @Override
    boolean fits(PublicKey key) {
      return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
    }
  },
  ES256(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256) {
    @Override
    boolean fits(PublicKey key) {
      return key instanceof ECPublicKey ec && P256.is(ec.getParams());
    }
  },
  ED_DSA(AlgorithmIdentifiers.EDDSA) {
    @Override
    boolean fits(PublicKey key) {
      return key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519");
    }
  };

  private static final int MIN_RSA_BITS = 2048;

  private final String wireName;

  SigningAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  /** As a token's header {@code alg} writes it. */
  String wireName() {
    return wireName;
  }

  abstract boolean fits(PublicKey key);

  /** The one that such a key is for; empty for a key that is too weak or of another kind. */
  static Optional<SigningAlgorithm> of(PublicKey key) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.fits(key)).findFirst();
  }

  static String[] wireNames() {
    return Arrays.stream(values()).map(SigningAlgorithm::wireName).toArray(String[]::new);
  }
}
