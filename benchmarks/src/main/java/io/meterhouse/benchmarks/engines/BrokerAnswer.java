package io.meterhouse.benchmarks.engines;

import io.meterhouse.benchmarks.BenchmarkException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;

/** What the broker says. */
public final class BrokerAnswer {

  private BrokerAnswer() {}

  /** Waits for it; a failure is a {@link BenchmarkException}. */
  public static <T> T of(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new BenchmarkException("the broker does not answer: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }
}
