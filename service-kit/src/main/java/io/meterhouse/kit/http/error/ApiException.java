package io.meterhouse.kit.http.error;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A request is answered with an error: a stable code with its status, a message for people, and the
 * fields at fault. How it looks on the wire is the {@link ErrorFamily}'s business.
 */
public final class ApiException extends RuntimeException {

  private final transient ErrorCode code;
  private final transient List<Detail> details;
  private final transient Map<String, String> headers;

  /** With response headers beside the body. */
  public ApiException(
      ErrorCode code, String message, List<Detail> details, Map<String, String> headers) {
    // A refused request is no fault of ours: nobody reads its stack, and it costs on a hot path.
    super(message, null, false, false);
    this.code = code;
    this.details = List.copyOf(details);
    this.headers = Map.copyOf(headers);
  }

  /** Without response headers. */
  public ApiException(ErrorCode code, String message, List<Detail> details) {
    this(code, message, details, Map.of());
  }

  /** 400: the request says something that cannot be. */
  public static ApiException invalid(String message, Detail... details) {
    return new ApiException(ApiError.INVALID_ARGUMENT, message, List.of(details));
  }

  /** 400 with one field at fault. */
  public static ApiException invalidField(String field, String reason) {
    return invalid(field + ": " + reason, new Detail(field, reason));
  }

  /** 404: the named thing does not exist. */
  public static ApiException notFound(String message, Detail... details) {
    return new ApiException(ApiError.NOT_FOUND, message, List.of(details));
  }

  /** 409: its name is taken. */
  public static ApiException alreadyExists(String message, Detail... details) {
    return new ApiException(ApiError.ALREADY_EXISTS, message, List.of(details));
  }

  /** 409: right in itself, but not in the present state. */
  public static ApiException failedPrecondition(String message, Detail... details) {
    return new ApiException(ApiError.FAILED_PRECONDITION, message, List.of(details));
  }

  /** 413: larger than a limit; the message says the limit and what came. */
  public static ApiException tooLarge(String message) {
    return new ApiException(ApiError.PAYLOAD_TOO_LARGE, message, List.of());
  }

  /** 415: a body of a kind that the route does not read. */
  public static ApiException unsupportedMediaType(String message) {
    return new ApiException(ApiError.UNSUPPORTED_MEDIA_TYPE, message, List.of());
  }

  /** 503 with {@code Retry-After}: a dependency is away or slow, the request may come again. */
  public static ApiException unavailable(String message, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    return new ApiException(
        ApiError.UNAVAILABLE, message, List.of(), Map.of("Retry-After", Long.toString(seconds)));
  }

  /** HTTP status of the answer. */
  public int status() {
    return code.status();
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The fields at fault; may be empty. */
  public List<Detail> details() {
    return details;
  }

  /** Response headers beside the body. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The message for people. */
  public String text() {
    String message = getMessage();
    return message == null ? code.code() : message;
  }
}
