package io.meterhouse.usagestore;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ServerException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;

/** The boundary to the client: every failure beyond it is a {@link UsageStoreException}. */
final class ServerCall {

  /**
   * Errors of ClickHouse that go away by themselves: 3 and 159, 160, 209 time; 202 and 203 too many
   * queries or connections; 210 network; 236 shutting down; 241 memory, 243 disk; 242 replica
   * read-only; 252 too many parts; 285, 286, 289, 319, 369, 225, 999 replicas, quorum and keeper;
   * 279 none of a shard's servers answers.
   */
  private static final Set<Integer> RETRYABLE =
      Set.of(
          // Files that cannot be read or written, and quotas: not the rows' fault.
          74,
          75,
          76,
          173,
          201,
          439,
          499,
          1001,
          // Time, load, connections, replicas.
          159,
          160,
          202,
          203,
          209,
          210,
          225,
          236,
          241,
          242,
          243,
          252,
          279,
          285,
          286,
          289,
          319,
          369,
          394,
          999);

  private ServerCall() {}

  /** What to make of an answer; the answer is closed afterwards. */
  @FunctionalInterface
  interface AnswerReader<A, T> {
    T read(A answer) throws Exception;
  }

  @SuppressWarnings("try") // that close() may be interrupted is dealt with in translated
  static <A extends AutoCloseable, T> T run(
      ClickHouseStoreConfig config, Callable<A> call, AnswerReader<A, T> reader) {
    try (A answer = call.call()) {
      return reader.read(answer);
    } catch (Exception e) {
      throw translated(config, e);
    }
  }

  static RuntimeException translated(ClickHouseStoreConfig config, Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    boolean transport = failure instanceof InterruptedException;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof IllegalArgumentException refused) {
        return refused;
      }
      if (at instanceof ServerException answer) {
        return new UsageStoreException(
            answer.getCode(),
            RETRYABLE.contains(answer.getCode()),
            "ClickHouse at " + config + " refused: " + answer.getMessage(),
            failure);
      }
      transport |= at instanceof IOException || at instanceof ClickHouseException;
    }
    return new UsageStoreException(
        UsageStoreException.NO_CODE,
        transport,
        "ClickHouse at " + config + " gave no usable answer: " + innermost(failure),
        failure);
  }

  private static Throwable innermost(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }
}
