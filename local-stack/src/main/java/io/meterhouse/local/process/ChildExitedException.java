package io.meterhouse.local.process;

/** A child ended before it was ready. */
public final class ChildExitedException extends EngineStartException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  ChildExitedException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
