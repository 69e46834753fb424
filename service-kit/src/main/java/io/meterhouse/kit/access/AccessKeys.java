package io.meterhouse.kit.access;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Proves callers by keys of ours.
 *
 * @param known by id
 */
public record AccessKeys(Map<String, AccessKey> known, InstantSource clock)
    implements Authenticator {

  @Override
  public Optional<Caller> authenticate(String bearerToken) {
    KeySecret secret = KeySecret.parse(bearerToken).orElse(null);
    AccessKey key = secret == null ? null : known.get(secret.keyId());
    return key != null && key.hasSecret(secret) && key.isInForce(clock.instant())
        ? Optional.of(key.caller())
        : Optional.empty();
  }

  /** Whether the token has the form of a key that is not among these. */
  public boolean mayBeNew(String bearerToken) {
    return KeySecret.parse(bearerToken).filter(it -> !known.containsKey(it.keyId())).isPresent();
  }
}
