package io.meterhouse.aggregator.sink;

/** Rows could not be written. */
public final class SinkWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  public SinkWriteException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** Whether the same rows can succeed later without anybody changing anything. */
  public boolean isRetryable() {
    return retryable;
  }
}
