package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.usagestore.UsageStoreException;
import java.util.function.Supplier;

/** The usage store's failures in the words of the sinks' port. */
final class StoreCalls {

  private StoreCalls() {}

  static void run(Runnable call) {
    try {
      call.run();
    } catch (UsageStoreException | IllegalArgumentException e) {
      throw translated(e);
    }
  }

  static <T> T get(Supplier<T> call) {
    try {
      return call.get();
    } catch (UsageStoreException e) {
      throw translated(e);
    }
  }

  /** What is no failure of the store is a value that its column cannot hold: this row's fault. */
  private static SinkWriteException translated(RuntimeException failure) {
    boolean retryable = failure instanceof UsageStoreException store && store.isRetryable();
    return new SinkWriteException(String.valueOf(failure.getMessage()), retryable, failure);
  }
}
