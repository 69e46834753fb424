package io.meterhouse.kit.change;

/** An idempotency key cannot be used for this request. */
public final class IdempotencyKeyException extends RuntimeException {

  /** Why. */
  public enum Reason {
    /** It stands for another request: other method, path, parameters or body. */
    REUSED,
    /** A request with it is being worked on, and has been for longer than we wait. */
    IN_USE
  }

  private final Reason reason;

  public IdempotencyKeyException(Reason reason) {
    super("idempotency key " + reason, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
