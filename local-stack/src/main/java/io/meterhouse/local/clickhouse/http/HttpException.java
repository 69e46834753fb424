package io.meterhouse.local.clickhouse.http;

import java.io.IOException;

/** A request that is not proper HTTP or beyond a limit; the connection is of no further use. */
final class HttpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
