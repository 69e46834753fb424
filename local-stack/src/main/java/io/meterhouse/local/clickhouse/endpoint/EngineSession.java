package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbConnection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A connection of the engine as one request sees it: with the request's settings, which must not
 * outlive the request. Connections without a session are used once, so there is nothing to undo.
 */
final class EngineSession implements AutoCloseable {
  private final ChdbConnection connection;
  private final Runnable whenClosed;
  private final boolean isKept;
  private String restore = "";
  private boolean failed;

  private EngineSession(ChdbConnection connection, boolean isKept, Runnable whenClosed) {
    this.connection = connection;
    this.isKept = isKept;
    this.whenClosed = whenClosed;
  }

  static EngineSession once(ChdbConnection connection) {
    return new EngineSession(connection, false, connection::close);
  }

  static EngineSession kept(ChdbConnection connection, Runnable whenClosed) {
    return new EngineSession(connection, true, whenClosed);
  }

  ChdbConnection connection() {
    return connection;
  }

  /** Applies settings for the time of this request. */
  void set(Map<String, String> settings) {
    for (String name : settings.keySet()) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_.]{0,200}")) {
        throw new ServerError(
            ServerError.Code.UNKNOWN_SETTING, "Unknown setting '%s'".formatted(name));
      }
    }
    if (isKept) {
      restore = connection.text(settingsNow(settings));
    }
    connection.run("SET " + assignments(settings));
  }

  private static String settingsNow(Map<String, String> settings) {
    String names = settings.keySet().stream().map(Sql::literal).collect(Collectors.joining(", "));
    return """
        SELECT arrayStringConcat(groupArray(name || ' = ' || if(changed,
          substring(formatRowNoNewline('Values', value), 2, -1), 'DEFAULT')), ', ')
        FROM system.settings WHERE name IN (%s)"""
        .formatted(names);
  }

  private static String assignments(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(each -> each.getKey() + " = " + Sql.literal(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  void use(String database) {
    connection.run("USE " + Sql.identifier(database));
  }

  /** To be told when a statement has failed: its half-made answer must not reach the next one. */
  void failed() {
    failed = true;
  }

  @Override
  public void close() {
    try {
      if (isKept && failed) {
        connection.discardLeftovers();
      }
      if (!restore.isEmpty()) {
        connection.run("SET " + restore);
      }
    } finally {
      whenClosed.run();
    }
  }
}
