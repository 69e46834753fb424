package io.meterhouse.kit.access.token;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The built-in issuer by the keys that it announced; it speaks for the platform, and its subjects
 * are its clients.
 */
record AnnouncedIssuers(Map<String, AnnouncedKey> keys, InstantSource clock) {

  Optional<TrustedIssuer> named(String issuer) {
    boolean isOurs = keys.values().stream().anyMatch(key -> key.issuer().equals(issuer));
    return isOurs
        ? Optional.of(new TrustedIssuer(issuer, true, "", keyId -> find(issuer, keyId)))
        : Optional.empty();
  }

  private Optional<VerificationKey> find(String issuer, String keyId) {
    return Optional.ofNullable(keys.get(keyId))
        .filter(key -> key.issuer().equals(issuer))
        .filter(key -> clock.instant().isBefore(key.verifiesUntil()))
        .map(AnnouncedKey::verificationKey);
  }
}
