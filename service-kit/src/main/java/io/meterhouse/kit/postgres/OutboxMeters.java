package io.meterhouse.kit.postgres;

import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** How many messages wait in the outbox, and how long the oldest has; looked at now and then. */
public final class OutboxMeters implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(5);

  /** What can be seen without reading the whole table when it is long. */
  private static final int MOST = 100_000;

  private final Jdbi jdbi;
  private final BackgroundLoop loop;
  private volatile Waiting waiting = new Waiting(0, 0);

  private record Waiting(long messages, long oldestSeconds) {}

  private OutboxMeters(Jdbi jdbi, Metrics metrics, String service) {
    this.jdbi = jdbi;
    this.loop = new BackgroundLoop("outbox-meters", EVERY, this::look);
    metrics.gauge(
        "meterhouse.outbox.pending.messages",
        "messages that the brokers do not have yet, 100,000 at most",
        () -> waiting.messages(),
        "service",
        service);
    metrics.gauge(
        "meterhouse.outbox.oldest.seconds",
        "age of the oldest of them",
        () -> waiting.oldestSeconds(),
        "service",
        service);
  }

  /** Begins to look. */
  public static OutboxMeters start(Jdbi jdbi, Metrics metrics, String service) {
    OutboxMeters meters = new OutboxMeters(jdbi, metrics, service);
    meters.loop.start();
    return meters;
  }

  @Override
  public void close() {
    loop.close();
  }

  private void look() {
    waiting =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::bigint"
                            + " FROM (SELECT created_at FROM outbox ORDER BY id LIMIT "
                            + MOST
                            + ") AS waiting")
                    .map((row, context) -> new Waiting(row.getLong(1), row.getLong(2)))
                    .one());
  }
}
