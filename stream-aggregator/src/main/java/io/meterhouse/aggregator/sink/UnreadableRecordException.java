package io.meterhouse.aggregator.sink;

/** A record on one of our own topics is not what the topic carries. */
public final class UnreadableRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
