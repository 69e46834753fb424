package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbEngine;
import io.meterhouse.local.clickhouse.http.Exchange;
import io.meterhouse.local.clickhouse.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** ClickHouse's HTTP interface in front of an engine inside this process. */
public final class ClickHouseEndpoint implements AutoCloseable {
  private static final Duration SESSIONS_SWEPT_EVERY = Duration.ofSeconds(5);
  private static final Duration CANCELLED_QUERIES_END_WITHIN = Duration.ofSeconds(10);

  private final QueryGate gate;
  private final RunningQueries running;
  private final Sessions sessions;
  private final HttpServer server;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("session-sweeper").daemon().factory());

  private ClickHouseEndpoint(
      ChdbEngine engine, EndpointSettings settings, InetSocketAddress address, InstantSource clock)
      throws IOException {
    gate = new QueryGate(settings.maxConcurrentQueries(), settings.queueWait());
    running = new RunningQueries(engine, settings.queryTimeLimit());
    sessions = new Sessions(engine, settings, clock);
    QueryHandler queries = new QueryHandler(engine, settings, gate, running, sessions);
    server = HttpServer.start(address, settings.http(), exchange -> route(exchange, queries));
    long period = SESSIONS_SWEPT_EVERY.toMillis();
    var _ =
        sweeper.scheduleWithFixedDelay(
            sessions::closeExpired, period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * Starts to answer requests.
   *
   * @param engine stays the caller's, to be closed after this
   * @throws java.net.BindException if the port is in use
   */
  public static ClickHouseEndpoint start(
      ChdbEngine engine, EndpointSettings settings, InetSocketAddress address, InstantSource clock)
      throws IOException {
    return new ClickHouseEndpoint(engine, settings, address, clock);
  }

  public int port() {
    return server.port();
  }

  private static void route(Exchange exchange, QueryHandler queries) throws IOException {
    String path = exchange.head().path();
    boolean asksNothing =
        exchange.head().rawQuery().isEmpty() && exchange.head().method().equals("GET");
    boolean isQuery = path.equals("/") || path.equals("/query");
    if (path.equals("/ping") || path.equals("/replicas_status") || (isQuery && asksNothing)) {
      text(exchange, 200, "Ok.\n");
    } else if (!isQuery) {
      text(exchange, 404, "There is no handle %s\n".formatted(path));
    } else {
      queries.handle(exchange);
    }
  }

  private static void text(Exchange exchange, int status, String text) throws IOException {
    exchange.response().status(status);
    exchange.response().header("Content-Type", "text/html; charset=UTF-8");
    exchange.response().body().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Refuses new queries, lets those that run end within the grace, then cancels them. */
  public void stop(Duration grace) throws IOException, InterruptedException {
    server.stopAccepting();
    gate.close();
    if (!gate.awaitEmpty(grace)) {
      running.cancelAll();
      gate.awaitEmpty(CANCELLED_QUERIES_END_WITHIN);
    }
    server.close();
    server.awaitHandlers(CANCELLED_QUERIES_END_WITHIN);
    sweeper.close();
    sessions.close();
    running.close();
  }

  @Override
  public void close() throws IOException {
    try {
      stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
