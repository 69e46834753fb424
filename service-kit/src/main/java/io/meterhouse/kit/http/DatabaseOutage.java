package io.meterhouse.kit.http;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** Tells a database that is away, which is nobody's mistake, from a failure of ours. */
final class DatabaseOutage {

  private DatabaseOutage() {}

  static boolean causes(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      // Class 08: connection; 57P: the server shuts down or starts; 53300: no connection is free.
      if (state != null
          && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"))) {
        return true;
      }
    }
    return false;
  }
}
