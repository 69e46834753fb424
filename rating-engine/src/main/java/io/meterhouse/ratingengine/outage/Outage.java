package io.meterhouse.ratingengine.outage;

import io.meterhouse.usagestore.UsageStoreException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a store that is away, or asks to try again, from an input that can never work. */
public final class Outage {

  /**
   * SQLSTATE classes: connection, transaction rollback (serialization, deadlock), insufficient
   * resources, operator intervention (shutdown), system error.
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

  private Outage() {}

  /** Whether the failure, or what caused it, passes by itself. */
  public static boolean isOne(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UsageStoreException store when store.isRetryable() -> {
          return true;
        }
        case SQLTransientException transientFailure -> {
          return true;
        }
        case SQLException sql when isPassing(sql.getSQLState()) -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  private static boolean isPassing(@Nullable String state) {
    return state != null && state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
  }
}
