package io.meterhouse.benchmarks;

/**
 * A run whose figures would mean nothing: something failed, or was not answered as it should be.
 */
public final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** For people, with what came and what was expected. */
  public BenchmarkException(String message) {
    super(message);
  }

  /** As the other. */
  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
