package io.meterhouse.usagestore;

/**
 * ClickHouse refused a statement or could not be reached.
 *
 * <p>{@link #code} is ClickHouse's own error number (for example 241 for its memory limit), or
 * {@link #NO_CODE} where no server answered. {@link #isRetryable} says that the very same call can
 * succeed later without anybody changing anything.
 */
public final class UsageStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The server gave no code: it could not be reached, or the answer broke off. */
  public static final int NO_CODE = 0;

  private final int code;
  private final boolean retryable;

  public UsageStoreException(int code, boolean retryable, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryable = retryable;
  }

  public UsageStoreException(String message) {
    super(message);
    this.code = NO_CODE;
    this.retryable = false;
  }

  public int code() {
    return code;
  }

  public boolean isRetryable() {
    return retryable;
  }

  /** Whether a failure is ClickHouse's and {@link #isRetryable}. */
  public static boolean isTransient(RuntimeException failure) {
    return failure instanceof UsageStoreException store && store.isRetryable();
  }
}
