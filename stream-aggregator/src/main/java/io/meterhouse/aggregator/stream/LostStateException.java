package io.meterhouse.aggregator.stream;

/**
 * State and log do not belong together: going on would give figures that are wrong and tell nobody.
 * Whoever runs the job has to decide; the message says what there is and what can be done.
 */
public final class LostStateException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public LostStateException(String message) {
    super(message);
  }
}
