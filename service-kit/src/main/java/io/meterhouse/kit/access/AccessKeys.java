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
    return KeySecret.parse(bearerToken).flatMap(this::caller);
  }

  private Optional<Caller> caller(KeySecret secret) {
    return Optional.ofNullable(known.get(secret.keyId()))
        .filter(key -> key.hasSecret(secret) && key.isInForce(clock.instant()))
        .map(AccessKey::caller);
  }

  /** Whether the token has the form of a key that is not among these. */
  public boolean mayBeNew(String bearerToken) {
    return KeySecret.parse(bearerToken).filter(it -> !known.containsKey(it.keyId())).isPresent();
  }
}
