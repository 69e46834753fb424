package io.meterhouse.kit.access;

/** Who sent a request cannot be told at the moment; it may come again. */
public final class AuthenticatorBusyException extends RuntimeException {

  public AuthenticatorBusyException(String message) {
    super(message, null, false, false);
  }
}
