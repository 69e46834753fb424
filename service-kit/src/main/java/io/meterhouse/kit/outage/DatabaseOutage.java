package io.meterhouse.kit.outage;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that is away, which is nobody's mistake and passes by itself, from a failure of
 * ours or one that somebody has to mend.
 */
public final class DatabaseOutage {

  private DatabaseOutage() {}

  /** Whether the failure, or what caused it, is a database that is away. */
  public static boolean causes(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException) {
        return true;
      }
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      // Class 08: connection; 57P: the server shuts down or starts; 53300: no connection is free.
      // A full disk (53100) is of that class too, but stays until somebody makes room.
      if (state != null
          && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"))) {
        return true;
      }
    }
    return false;
  }
}
