package io.meterhouse.local.process;

/** A data directory already belongs to a running process; two on one directory would destroy it. */
public final class DirectoryInUseException extends EngineStartException {

  private static final long serialVersionUID = 1L;

  DirectoryInUseException(String message) {
    super(message);
  }
}
