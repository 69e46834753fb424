package io.meterhouse.kit.lifecycle;

/** The process cannot start; the message names what is missing, where, and what to do. */
public final class StartupException extends RuntimeException {

  /** A start that failed because of {@code cause}. */
  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A start that failed. */
  public StartupException(String message) {
    super(message);
  }
}
