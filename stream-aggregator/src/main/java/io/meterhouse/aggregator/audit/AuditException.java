package io.meterhouse.aggregator.audit;

/** The audit could not be carried out; it says nothing about what is stored. */
public final class AuditException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
