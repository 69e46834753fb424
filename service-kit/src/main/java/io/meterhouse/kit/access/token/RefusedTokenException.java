package io.meterhouse.kit.access.token;

/** A token whose signature may be right says what cannot be; the message quotes nothing of it. */
final class RefusedTokenException extends Exception {

  RefusedTokenException(String message) {
    super(message, null, false, false);
  }
}
