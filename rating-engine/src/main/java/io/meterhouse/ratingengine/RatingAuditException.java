package io.meterhouse.ratingengine;

/** The audit of items could not be carried out; it says nothing about them. */
public final class RatingAuditException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says why. */
  public RatingAuditException(String message) {
    super(message);
  }

  /** Says what failed. */
  public RatingAuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
