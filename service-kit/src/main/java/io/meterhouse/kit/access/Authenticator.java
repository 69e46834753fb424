package io.meterhouse.kit.access;

import java.util.Optional;

/** Tells who sent a request. Thread-safe; asked for every request, so it must not wait. */
@FunctionalInterface
public interface Authenticator {

  /**
   * The caller that a bearer token proves; empty where it proves none: malformed, unknown, expired,
   * revoked. Why is not told: whoever guesses shall learn nothing.
   */
  Optional<Caller> authenticate(String bearerToken);
}
