package io.meterhouse.local.postgres;

import io.meterhouse.local.process.Ports;
import io.meterhouse.local.process.UserCache;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how the embedded server runs.
 *
 * @param directory its home: data, log file
 * @param cache where the server's programs are unpacked, once for all projects of the user
 * @param host address it listens on; whoever reaches it is trusted, so it is this machine alone
 * @param port where clients connect; 0: a free one, kept as long as the engine object lives
 * @param maxConnections how many clients can be connected at a time
 * @param startTimeout how long it may take until it is ready, recovery after a kill included
 */
public record PostgresOptions(
    Path directory, Path cache, String host, int port, int maxConnections, Duration startTimeout) {

  private static final int MAX_CONNECTIONS = 200;
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  public PostgresOptions {
    directory = directory.toAbsolutePath().normalize();
  }

  /** Loopback, a free port, the user's cache. */
  public static PostgresOptions in(Path directory) {
    return new PostgresOptions(
        directory,
        UserCache.directory(System.getenv()),
        Ports.LOOPBACK,
        0,
        MAX_CONNECTIONS,
        START_TIMEOUT);
  }

  public PostgresOptions onPort(int fixedPort) {
    return new PostgresOptions(directory, cache, host, fixedPort, maxConnections, startTimeout);
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  Path logFile() {
    return directory.resolve("postgres.log");
  }
}
