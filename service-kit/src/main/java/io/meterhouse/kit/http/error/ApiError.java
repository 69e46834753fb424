package io.meterhouse.kit.http.error;

/** The errors of requests; docs/api.md has the same table, with what to do about each. */
public enum ApiError implements ErrorCode {
  /** The request says something that cannot be. */
  INVALID_ARGUMENT(400, Fault.CALLER),
  /** No token in force, no valid signature. */
  UNAUTHENTICATED(401, Fault.CALLER),
  /** The token does not give this, or does not reach the tenant. */
  PERMISSION_DENIED(403, Fault.CALLER),
  /** No such thing, or it is another tenant's. */
  NOT_FOUND(404, Fault.CALLER),
  /** The path has no such method. */
  METHOD_NOT_ALLOWED(405, Fault.CALLER),
  /** Its name is taken. */
  ALREADY_EXISTS(409, Fault.CALLER),
  /** Right in itself, but not in the present state. */
  FAILED_PRECONDITION(409, Fault.CALLER),
  /** The Idempotency-Key stands for another request. */
  IDEMPOTENCY_KEY_REUSED(409, Fault.CALLER),
  /** Its twin is being worked on. */
  IDEMPOTENCY_KEY_IN_USE(409, Fault.NOBODY),
  /** Larger than a limit. */
  PAYLOAD_TOO_LARGE(413, Fault.CALLER),
  /** More events or snapshots in one request than the limit. */
  TOO_MANY_EVENTS(413, Fault.CALLER),
  /** The request line is longer than the limit. */
  URI_TOO_LONG(414, Fault.CALLER),
  /** A body of a kind that the route does not read. */
  UNSUPPORTED_MEDIA_TYPE(415, Fault.CALLER),
  /** More requests, events or bytes than the limit gives at the time. */
  RATE_LIMITED(429, Fault.CALLER),
  /** The head of the request is longer than the limit. */
  HEADERS_TOO_LARGE(431, Fault.CALLER),
  /** Something failed here that should not. */
  INTERNAL(500, Fault.SERVER),
  /** This installation does not offer it. */
  NOT_CONFIGURED(501, Fault.SERVER),
  /** Something that we need is away or slow. */
  UNAVAILABLE(503, Fault.DEPENDENCY);

  private final int status;
  private final Fault fault;

  ApiError(int status, Fault fault) {
    this.status = status;
    this.fault = fault;
  }

  @Override
  public String code() {
    return name();
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Fault fault() {
    return fault;
  }
}
