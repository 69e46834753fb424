package io.meterhouse.local.process;

import org.jspecify.annotations.Nullable;

/** An engine could not be started; the message says which one, why, and what to do about it. */
public class EngineStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EngineStartException(String message) {
    super(message);
  }

  public EngineStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
