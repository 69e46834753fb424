package io.meterhouse.ratingengine.outage;

/**
 * A store or stage did not say what has to be known first; about anything else that says nothing.
 */
public final class UnansweredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public UnansweredException(String message) {
    super(message);
  }

  /** Says what failed. */
  public UnansweredException(String message, Throwable cause) {
    super(message, cause);
  }
}
