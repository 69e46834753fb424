package io.meterhouse.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether answers can be given, and how fresh they are: the shape of the commercial operations API,
 * and ours.
 *
 * @param curFreshnessDays whole days since the watermark; null before the first
 * @param dbReadReplicaLagMs 0 where the database is not a replica; null where it is away
 */
public record Health(
    String status,
    @Nullable Long curFreshnessDays,
    @Nullable Long dbReadReplicaLagMs,
    @Nullable Instant watermark,
    SortedMap<String, String> engines) {

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final String OK = "ok";
  private static final String UNAVAILABLE = "unavailable";

  /** Asks both engines. */
  public static Health of(
      Supplier<Long> replicaLagMillis, Supplier<Optional<Instant>> watermark, Instant now) {
    SortedMap<String, String> engines = new TreeMap<>();
    Long lag = ask("postgresql", replicaLagMillis, engines);
    Optional<Instant> read = ask("clickhouse", watermark, engines);
    Instant fresh = read == null ? null : read.orElse(null);
    return new Health(
        engines.containsValue(UNAVAILABLE) ? UNAVAILABLE : OK,
        fresh == null ? null : Math.max(0, Duration.between(fresh, now).toDays()),
        lag,
        fresh,
        engines);
  }

  /** Whether every engine answered. */
  public boolean isOk() {
    return status.equals(OK);
  }

  /** The boundary to an engine whose death is an answer here, not a failure. */
  private static <T> @Nullable T ask(
      String engine, Supplier<T> question, SortedMap<String, String> engines) {
    try {
      T answer = question.get();
      engines.put(engine, OK);
      return answer;
    } catch (RuntimeException e) {
      LOG.warn("{} does not answer: {}", engine, e.toString());
      LOG.debug("{} does not answer", engine, e);
      engines.put(engine, UNAVAILABLE);
      return null;
    }
  }
}
