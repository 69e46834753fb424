package io.meterhouse.ingest;

/** The brokers did not acknowledge in time. */
public final class UsageLogException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Because of {@code cause}. */
  public UsageLogException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Without a cause that would tell more. */
  public UsageLogException(String message) {
    super(message);
  }
}
