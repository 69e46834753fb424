package io.meterhouse.kit.http.error;

/** Who has to do something about an error. */
public enum Fault {
  /** Whoever sent the request: the same one again gets the same error. */
  CALLER,
  /** Nobody: the same request, sent again after {@code Retry-After}, may well succeed. */
  NOBODY,
  /** We: something failed here that should not. */
  SERVER,
  /**
   * Something that we need is away or slow: the request may come again after {@code Retry-After}.
   */
  DEPENDENCY
}
