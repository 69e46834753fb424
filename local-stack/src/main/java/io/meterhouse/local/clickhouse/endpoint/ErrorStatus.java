package io.meterhouse.local.clickhouse.endpoint;

import java.util.Map;
import java.util.Set;

/**
 * The HTTP status that ClickHouse's HTTP interface gives to an error code; 500 unless named here.
 */
final class ErrorStatus {
  private static final int INTERNAL = 500;
  private static final Map<Integer, Set<Integer>> CODES_BY_STATUS =
      Map.of(
          // Arguments, values and text that cannot be read or do not fit; syntax; trees too deep.
          400,
          Set.of(
              6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321,
              376, 427, 441, 675, 676),
          // A password is required.
          401,
          Set.of(194),
          // Unknown user, wrong password, access denied, role not granted, authentication failed.
          403,
          Set.of(192, 193, 497, 512, 516),
          // Unknown function, identifier, type, storage, table, aggregate, format, query type,
          // database, setting, direction, database engine, role.
          404,
          Set.of(46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511),
          // Timeout exceeded.
          408,
          Set.of(159),
          // Length required.
          411,
          Set.of(381),
          // Query too large.
          413,
          Set.of(229),
          // Unsupported media type.
          415,
          Set.of(779),
          // Not implemented.
          501,
          Set.of(48),
          // A file, a socket or a thread that is not to be had now.
          503,
          Set.of(76, 209, 439));

  private ErrorStatus() {}

  static int of(int code) {
    return CODES_BY_STATUS.entrySet().stream()
        .filter(each -> each.getValue().contains(code))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(INTERNAL);
  }
}
