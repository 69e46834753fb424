package io.meterhouse.kit.http.error;

import java.util.Locale;

/** The errors of a token request, from RFC 6749 §5.2; the caller's fault, all of them. */
public enum OAuthError implements ErrorCode {
  /** A parameter is missing, comes twice, or contradicts another. */
  INVALID_REQUEST(400),
  /** No client in use proved itself. */
  INVALID_CLIENT(401),
  /** A grant that the issuer does not give. */
  UNSUPPORTED_GRANT_TYPE(400),
  /** A scope that does not exist, or that the client may not have. */
  INVALID_SCOPE(400);

  private final int status;

  OAuthError(int status) {
    this.status = status;
  }

  @Override
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public Fault fault() {
    return Fault.CALLER;
  }
}
