package io.meterhouse.ingest;

import org.jspecify.annotations.Nullable;

/** One event or snapshot cannot be taken. Costs no stack: bad input may come at full rate. */
final class Refusal extends RuntimeException {

  static final String MISSING_FIELD = "MISSING_FIELD";
  static final String WRONG_TYPE = "WRONG_TYPE";
  static final String INVALID_JSON = "INVALID_JSON";
  static final String INVALID_TEXT = "INVALID_TEXT";
  static final String UNSUPPORTED_SPECVERSION = "UNSUPPORTED_SPECVERSION";
  static final String UNSUPPORTED_DATA = "UNSUPPORTED_DATA";
  static final String RESERVED_TYPE = "RESERVED_TYPE";
  static final String EVENT_TOO_LARGE = "EVENT_TOO_LARGE";
  static final String TENANT_MISSING = "TENANT_MISSING";
  static final String TENANT_INVALID = "TENANT_INVALID";
  static final String TENANT_FORBIDDEN = "TENANT_FORBIDDEN";
  static final String TIMESTAMP_INVALID = "TIMESTAMP_INVALID";
  static final String TIMESTAMP_IN_FUTURE = "TIMESTAMP_IN_FUTURE";
  static final String TIMESTAMP_TOO_OLD = "TIMESTAMP_TOO_OLD";
  static final String UNKNOWN_METER = "UNKNOWN_METER";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String field;
  private final String reason;

  Refusal(String code, String field, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.field = field;
    this.reason = reason;
  }

  static Refusal missing(String field) {
    return new Refusal(MISSING_FIELD, field, "missing");
  }

  static Refusal wrongType(String field, String came, String expected) {
    return new Refusal(WRONG_TYPE, field, came + " (expected: " + expected + ")");
  }

  EventError at(int index, @Nullable String id) {
    return EventError.of(index, id, code, field, reason);
  }
}
