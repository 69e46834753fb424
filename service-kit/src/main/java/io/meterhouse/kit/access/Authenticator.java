package io.meterhouse.kit.access;

import java.util.Optional;

/** Tells who sent a request. Thread-safe; asked for every request, so it must not wait long. */
@FunctionalInterface
public interface Authenticator {

  /**
   * The caller that a bearer token proves; empty where it proves none: malformed, unknown, expired,
   * revoked. Why is not told: whoever guesses shall learn nothing.
   *
   * @throws AuthenticatorBusyException where it cannot be told at the moment
   */
  Optional<Caller> authenticate(String bearerToken);

  /**
   * The caller that signed the request with AWS Signature Version 4; empty where none did.
   *
   * @throws AuthenticatorBusyException where it cannot be told at the moment
   */
  default Optional<Caller> authenticate(SignedRequest request) {
    return Optional.empty();
  }
}
