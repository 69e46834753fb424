package io.meterhouse.local.process;

/** The port that an engine was to listen on belongs to another process. */
public final class PortInUseException extends EngineStartException {

  private static final long serialVersionUID = 1L;

  PortInUseException(String message, Throwable cause) {
    super(message, cause);
  }
}
