package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.ratingengine.outage.Outage;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of requests about prices.
 *
 * @param what named where the database cannot answer, such as {@code pricing models}
 */
record Transactions(Jdbi jdbi, String what) {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * Does the work as a whole or not at all.
   *
   * @throws ApiException 503 where the database is away or slow
   */
  <T> T in(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      if (Outage.isOne(e)) {
        LOG.warn("PostgreSQL cannot answer", e);
        throw ApiException.unavailable(
            what + " cannot be reached at the moment; nothing was done", RETRY_AFTER);
      }
      throw e;
    }
  }
}
