package io.meterhouse.benchmarks.server;

/** What is under load. */
public enum ServerKind {
  /** Javalin over Jetty as it comes, and a handler that only reads the body. */
  JAVALIN,
  /**
   * The same, and each body is one record, whatever it is: answered when the brokers acknowledged
   * it. What HTTP and the log cost together, with nothing of ours.
   */
  FORWARDER,
  /** The same handler behind our own edge: authentication, limits, metrics, access log. */
  EDGE,
  /** Ingest as it runs in production. */
  INGEST;

  /** What logs and folders are called. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
