package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbConnection;
import io.meterhouse.local.clickhouse.chdb.ChdbEngine;
import io.meterhouse.local.clickhouse.chdb.ChdbException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queries that run, and the way to end one before its time. The engine gives every query an id
 * of its own, so the client's id travels in a setting that has no effect (the query cache is off)
 * and that the process list shows.
 */
final class RunningQueries implements AutoCloseable {
  static final String ID_SETTING = "query_cache_tag";

  /** The id as the process list shows it. */
  static final String ID_EXPRESSION = "Settings['" + ID_SETTING + "']";

  private static final Logger LOG = LoggerFactory.getLogger(RunningQueries.class);
  private static final Duration KILL_AGAIN_AFTER = Duration.ofMillis(200);

  private final ChdbConnection control;
  private final Duration timeLimit;
  private final Map<String, Running> byId = new ConcurrentHashMap<>();
  private final ScheduledExecutorService killer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("query-killer").daemon().factory());

  RunningQueries(ChdbEngine engine, Duration timeLimit) {
    this.control = engine.connect();
    this.timeLimit = timeLimit;
  }

  /** Enters a query, to be closed when it has ended. */
  Running enter(String id) {
    Running running = new Running(id);
    if (byId.putIfAbsent(id, running) != null) {
      throw new ServerError(
          ServerError.Code.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING,
          "Query with id = %s is already running".formatted(id));
    }
    running.deadline = killer.schedule(running::kill, timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    return running;
  }

  void cancelAll() {
    byId.values().forEach(Running::cancel);
  }

  @Override
  public void close() {
    killer.close();
    control.close();
  }

  /** One query. */
  final class Running implements AutoCloseable {
    private final String id;
    private volatile boolean ended;
    private @Nullable ScheduledFuture<?> deadline;

    private Running(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    /** Ends the query as soon as the engine can. Returns at once. */
    void cancel() {
      killer.execute(this::kill);
    }

    /**
     * Again and again, since the engine may not have begun the query yet, or begin another step.
     */
    private void kill() {
      if (ended) {
        return;
      }
      try {
        control.run(
            "KILL QUERY WHERE Settings['%s'] = %s ASYNC FORMAT Null"
                .formatted(ID_SETTING, Sql.literal(id)));
      } catch (ChdbException e) {
        LOG.warn("cannot kill query {}", id, e);
      }
      var _ = killer.schedule(this::kill, KILL_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      ended = true;
      byId.remove(id);
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
