package io.meterhouse.allinone.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes up a day of requests to language models that looks like one: a few large customers and many
 * small ones, three models, long prompts and short answers, and one request in a hundred sent twice
 * as clients do when an answer gets lost. The same seed and end give the same workload.
 */
final class LlmWorkload {

  private static final int CUSTOMERS = 12;
  private static final int RETRY_IN = 100;
  private static final Duration SPAN = Duration.ofHours(24);
  private static final List<String> MODELS = List.of("m-small", "m-large", "m-code");

  private final SplittableRandom random;

  private LlmWorkload(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * @param requests how many different requests; retries come on top
   * @param end the time of the last one; the first is 24 hours before
   */
  static Workload of(long seed, int requests, Instant end) {
    LlmWorkload maker = new LlmWorkload(seed);
    List<UsageLine> lines = new ArrayList<>();
    long stepMillis = SPAN.toMillis() / requests;
    for (int i = 0; i < requests; i++) {
      UsageLine line = maker.request(i, end.minusMillis(stepMillis * (requests - 1L - i)));
      lines.add(line);
      if (maker.random.nextInt(RETRY_IN) == 0) {
        lines.add(line);
      }
    }
    return new Workload("demo", lines);
  }

  private UsageLine request(int number, Instant time) {
    // The smaller of two draws: low numbers are large customers.
    int customer = Math.min(random.nextInt(CUSTOMERS), random.nextInt(CUSTOMERS));
    return new UsageLine(
        "req-%07d".formatted(number),
        "customer-%02d".formatted(customer),
        time,
        MODELS.get(random.nextInt(MODELS.size())),
        skewed(16, 8_000),
        skewed(1, 1_200));
  }

  /** Between low and high, mostly near low: the product of two draws. */
  private long skewed(int low, int high) {
    long draw = (long) random.nextInt(1_000) * random.nextInt(1_000);
    return low + draw * (high - low) / 1_000_000L;
  }
}
