package io.meterhouse.kit.access.token;

import java.security.PublicKey;

/** A public key of an issuer and the one algorithm that it is for. */
record VerificationKey(String keyId, SigningAlgorithm algorithm, PublicKey key) {}
