package io.meterhouse.local.clickhouse.endpoint;

/** An error that the endpoint raises itself, with the code and name that ClickHouse has for it. */
final class ServerError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The codes that are raised here, by their names in ClickHouse. */
  enum Code {
    BAD_ARGUMENTS(36),
    NOT_IMPLEMENTED(48),
    SYNTAX_ERROR(62),
    UNKNOWN_COMPRESSION_METHOD(89),
    UNKNOWN_SETTING(115),
    READONLY(164),
    TOO_MANY_SIMULTANEOUS_QUERIES(202),
    QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING(216),
    QUERY_IS_TOO_LARGE(229),
    ABORTED(236),
    SESSION_NOT_FOUND(372),
    SESSION_IS_LOCKED(373),
    INVALID_SESSION_TIMEOUT(374),
    AUTHENTICATION_FAILED(516),
    CANNOT_DECOMPRESS(271);

    final int number;

    Code(int number) {
      this.number = number;
    }
  }

  private final Code code;

  ServerError(Code code, String message) {
    super("Code: %d. DB::Exception: %s. (%s)".formatted(code.number, message, code));
    this.code = code;
  }

  int code() {
    return code.number;
  }
}
