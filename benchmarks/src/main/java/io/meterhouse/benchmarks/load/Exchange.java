package io.meterhouse.benchmarks.load;

/** One connection to what is under load; of one thread. */
public interface Exchange extends AutoCloseable {

  /**
   * Sends one request and waits for its answer.
   *
   * @throws io.meterhouse.benchmarks.BenchmarkException where it is not the answer that it should
   *     be
   */
  void perform();

  @Override
  void close();
}
