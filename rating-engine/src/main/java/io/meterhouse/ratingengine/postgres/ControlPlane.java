package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.ratingengine.Outage;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions of requests to PostgreSQL, whose outage is a 503. */
final class ControlPlane {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private ControlPlane() {}

  /** In a transaction, or in the one of the change that the thread is making. */
  static <T> T ask(Jdbi jdbi, Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      if (Outage.isOne(e)) {
        LOG.warn("PostgreSQL cannot answer", e);
        throw ApiException.unavailable(
            "prices and bills cannot be reached at the moment; nothing was done", RETRY_AFTER);
      }
      throw e;
    }
  }
}
