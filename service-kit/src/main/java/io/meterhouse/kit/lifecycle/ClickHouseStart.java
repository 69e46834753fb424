package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.StartupConfig;
import java.util.function.Predicate;

/** Waits for ClickHouse at a start. How it is talked to is the caller's business. */
public final class ClickHouseStart {

  private ClickHouseStart() {}

  /**
   * Opens a database, or throws and leaves nothing open.
   *
   * @param <S> what talks to it
   */
  @FunctionalInterface
  public interface Opener<S> {
    S open(ClickHouseConfig config);
  }

  /** As messages name it. */
  public static Engine engine(ClickHouseConfig config) {
    return new Engine("ClickHouse", config.address(), "METERHOUSE_CLICKHOUSE_URL");
  }

  /**
   * The first that could be opened.
   *
   * @param isTransient whether waiting helps: it does against a server that is away, not against
   *     one that answers no
   * @throws StartupException at once where waiting does not help, else when the time is over
   */
  public static <S> S open(
      ClickHouseConfig config,
      StartupConfig startup,
      Opener<S> opener,
      Predicate<RuntimeException> isTransient) {
    return EngineWait.until(
        engine(config),
        startup,
        () -> {
          try {
            return opener.open(config);
          } catch (RuntimeException e) {
            throw isTransient.test(e) ? e : unusable(e);
          }
        });
  }

  private static StartupException unusable(RuntimeException failure) {
    return new StartupException(
        "ClickHouse cannot be used: "
            + failure.getMessage()
            + " Which one that is, and as whom, say METERHOUSE_CLICKHOUSE_URL,"
            + " METERHOUSE_CLICKHOUSE_DATABASE, METERHOUSE_CLICKHOUSE_USER and"
            + " METERHOUSE_CLICKHOUSE_PASSWORD; METERHOUSE_CLICKHOUSE_CLUSTER and"
            + " METERHOUSE_CLICKHOUSE_REPLICATED say on which servers its tables are.",
        failure);
  }
}
