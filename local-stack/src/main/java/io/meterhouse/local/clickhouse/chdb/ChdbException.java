package io.meterhouse.local.clickhouse.chdb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error of the engine, in its own words: {@code Code: 60. DB::Exception: … (UNKNOWN_TABLE)}. The
 * message carries what the engine said; the code is one of ClickHouse's error codes.
 */
public final class ChdbException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int UNKNOWN_EXCEPTION = 1002;
  private static final Pattern CODE = Pattern.compile("Code: (\\d+)\\. DB::(?:\\w+::)?Exception");

  private final int code;

  ChdbException(String message) {
    super(message);
    Matcher matcher = CODE.matcher(message);
    code = matcher.find() ? Integer.parseInt(matcher.group(1)) : UNKNOWN_EXCEPTION;
  }

  public int code() {
    return code;
  }
}
