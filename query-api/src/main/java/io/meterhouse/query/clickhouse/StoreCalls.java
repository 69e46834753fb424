package io.meterhouse.query.clickhouse;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.usagestore.UsageStoreException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Questions to a store that may be away for a while. */
final class StoreCalls {

  private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private StoreCalls() {}

  /**
   * The answer.
   *
   * @throws ApiException 503 where the store cannot give one at the moment
   */
  static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (UsageStoreException e) {
      if (!e.isRetryable()) {
        throw e;
      }
      LOG.warn("the usage store cannot answer at the moment", e);
      throw ApiException.unavailable("the usage store cannot answer at the moment", RETRY_AFTER);
    }
  }
}
