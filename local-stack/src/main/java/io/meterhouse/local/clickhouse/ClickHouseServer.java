package io.meterhouse.local.clickhouse;

import io.meterhouse.local.clickhouse.chdb.ChdbConnection;
import io.meterhouse.local.clickhouse.chdb.ChdbEngine;
import io.meterhouse.local.clickhouse.endpoint.ClickHouseEndpoint;
import io.meterhouse.local.clickhouse.endpoint.EndpointSettings;
import io.meterhouse.local.process.DirectoryLock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The engine and its endpoint in this process; one per process. */
final class ClickHouseServer {
  /** How long queries may go on once the server is told to stop. */
  static final Duration QUERY_GRACE = Duration.ofSeconds(5);

  private static final long MEBIBYTE = 1024 * 1024;

  /**
   * The library listens nowhere: the port only tells it that it is itself both shards of {@code
   * both_myself}, with which tables can be Distributed without another server.
   */
  private static final String CONFIGURATION =
      """
      <clickhouse>
        <tcp_port>9000</tcp_port>
        <remote_servers>
          <both_myself>
            <shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>
            <shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>
          </both_myself>
        </remote_servers>
      </clickhouse>
      """;

  private static final long CACHE_BYTES = 128 * MEBIBYTE;

  private final DirectoryLock lock;
  private final ChdbEngine engine;
  private final ClickHouseEndpoint endpoint;
  private boolean stopped;

  private ClickHouseServer(DirectoryLock lock, ChdbEngine engine, ClickHouseEndpoint endpoint) {
    this.lock = lock;
    this.engine = engine;
    this.endpoint = endpoint;
  }

  /**
   * Starts the server and makes sure that it answers.
   *
   * @throws io.meterhouse.local.process.DirectoryInUseException if another process has the data
   * @throws java.net.BindException if the port is in use
   */
  static ClickHouseServer start(
      ClickHouseServerArguments arguments, Path library, InstantSource clock) throws IOException {
    DirectoryLock lock = DirectoryLock.acquire(arguments.dataDirectory());
    ChdbEngine engine =
        ChdbEngine.start(
            library, arguments.dataDirectory().resolve("engine"), engineArguments(arguments));
    EndpointSettings settings =
        EndpointSettings.DEFAULT
            .withCredentials("default", arguments.password())
            .withQueries(
                arguments.maxConcurrentQueries(),
                arguments.queueWait(),
                arguments.queryTimeLimit());
    InetSocketAddress address = new InetSocketAddress(arguments.host(), arguments.port());
    ClickHouseEndpoint endpoint = ClickHouseEndpoint.start(engine, settings, address, clock);
    try (ChdbConnection connection = engine.connect()) {
      connection.run("SELECT 1");
    }
    return new ClickHouseServer(lock, engine, endpoint);
  }

  private static List<String> engineArguments(ClickHouseServerArguments arguments)
      throws IOException {
    // Without a file of our own the engine would take up one that happens to lie about.
    Path configuration = arguments.dataDirectory().resolve("config.xml");
    Files.writeString(configuration, CONFIGURATION);
    return List.of(
        "--config-file=" + configuration,
        "--logger.log=" + arguments.logFile(),
        "--log-level=warning",
        "--max_server_memory_usage=" + arguments.maxMemoryMegabytes() * MEBIBYTE,
        "--mark_cache_size=" + CACHE_BYTES,
        "--primary_index_cache_size=" + CACHE_BYTES,
        "--index_mark_cache_size=" + CACHE_BYTES,
        // As the server has it; the library would take any expression for a query.
        "--implicit_select=0");
  }

  int port() {
    return endpoint.port();
  }

  /** Lets running queries end for a while, then writes everything to disk. */
  synchronized void stop() throws IOException, InterruptedException {
    if (!stopped) {
      stopped = true;
      endpoint.stop(QUERY_GRACE);
      engine.close();
      lock.close();
    }
  }
}
