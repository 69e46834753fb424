package io.meterhouse.local.postgres;

import io.meterhouse.local.process.ChildExitedException;
import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.DirectoryLock;
import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.ExitListeners;
import io.meterhouse.local.process.Ports;
import io.meterhouse.local.process.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A PostgreSQL server of our own on this machine, with a database and a superuser {@code
 * meterhouse}. It trusts whoever reaches it, and only this machine does. Its data directory
 * survives restarts and kills; a second engine on the same directory is refused. Thread-safe.
 */
public final class PostgresEngine implements Engine {

  private static final String NAME = "PostgreSQL";
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);

  private final PostgresOptions options;
  private final PostgresBinaries binaries;
  private final DirectoryLock lock;
  private final ExitListeners exitListeners = new ExitListeners();
  private Server server;

  /** The process of one life, the port that all lives share, and how long it took. */
  private record Server(ChildProcess process, int port, Duration startedIn) {}

  private PostgresEngine(PostgresOptions options, DirectoryLock lock) {
    long begin = System.nanoTime();
    this.options = options;
    this.lock = lock;
    this.binaries = PostgresBinaries.in(options.cache());
    DataDirectory.create(options, binaries);
    this.server = startOnSomePort(options, binaries, begin);
    exitListeners.watch(server.process());
  }

  /** Starts a server on a free port with its data under {@code directory}. */
  public static PostgresEngine start(Path directory) {
    return start(PostgresOptions.in(directory));
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws EngineStartException if it does not; the message says why and what to do
   */
  public static PostgresEngine start(PostgresOptions options) {
    DirectoryLock lock = DirectoryLock.acquire(options.directory());
    boolean started = false;
    try {
      PostgresEngine engine = new PostgresEngine(options, lock);
      started = true;
      return engine;
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private static Server startOnSomePort(
      PostgresOptions options, PostgresBinaries binaries, long begin) {
    if (!Ports.isAny(options.port())) {
      return startOn(options, binaries, options.port(), begin);
    }
    return Ports.withFreePort(
        port -> startOn(options, binaries, port, begin), PostgresEngine::isPortTaken);
  }

  private static boolean isPortTaken(ChildExitedException failure) {
    return String.valueOf(failure.getMessage()).contains("Address already in use");
  }

  private static Server startOn(
      PostgresOptions options, PostgresBinaries binaries, int port, long begin) {
    Postmaster.endLeftover(options.dataDirectory(), STOP_GRACE);
    Ports.requireFree(NAME, options.host(), port, "give PostgreSQL another port");
    PostgresProbe probe = new PostgresProbe(options.host(), port);
    ProcessSpec spec =
        ProcessSpec.of(NAME, command(options, binaries, port), options.logFile())
            // Messages and sort order must not follow the locale of whoever starts us.
            .withEnvironment(Map.of("LC_ALL", "C"))
            .withStopGrace(STOP_GRACE)
            .guardedWith(Postmaster.FAST_SHUTDOWN)
            .readyWhen(_ -> probe.answers(), options.startTimeout());
    ChildProcess process = ChildProcess.start(spec);
    boolean usable = false;
    try {
      probe.createDatabase(options.startTimeout());
      usable = true;
    } finally {
      if (!usable) {
        process.stop();
      }
    }
    return new Server(process, port, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static List<String> command(
      PostgresOptions options, PostgresBinaries binaries, int port) {
    return Unprivileged.command(
        binaries.program("postgres"),
        List.of(
            "-D",
            options.dataDirectory().toString(),
            "-c",
            "listen_addresses=" + options.host(),
            "-c",
            "port=" + port,
            // TCP alone: a socket file's path has a length limit that a deep folder breaks.
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=" + options.maxConnections(),
            "-c",
            "shared_buffers=64MB",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC",
            "-c",
            "log_line_prefix=%m [%p] ",
            "-c",
            "log_checkpoints=off"));
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Same as {@link #jdbcUrl}. */
  @Override
  public String address() {
    return jdbcUrl();
  }

  /** The database {@code meterhouse}; the same over restarts of this engine. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + options.host() + ":" + port() + "/" + PostgresProbe.DATABASE;
  }

  public String user() {
    return DataDirectory.SUPERUSER;
  }

  /** Not asked for by the server; clients that insist on one can send this. */
  public String password() {
    return DataDirectory.SUPERUSER;
  }

  public synchronized int port() {
    return server.port();
  }

  /** The server's guard; the server is its child. */
  public synchronized long pid() {
    return server.process().pid();
  }

  public Path logFile() {
    return options.logFile();
  }

  @Override
  public synchronized Duration startedIn() {
    return server.startedIn();
  }

  @Override
  public synchronized boolean isAlive() {
    return server.process().isAlive();
  }

  @Override
  public void onUnexpectedExit(Consumer<String> listener) {
    exitListeners.add(listener);
  }

  /** Kills the server as {@code kill -9} does. The data stays, and so does the claim on it. */
  public synchronized void kill() {
    server.process().kill();
  }

  /** Stops the server if it runs, and starts it again on the same data and the same port. */
  @Override
  public synchronized void restart() {
    server.process().stop();
    server = startOn(options, binaries, server.port(), System.nanoTime());
    exitListeners.watch(server.process());
  }

  @Override
  public synchronized void close() {
    server.process().stop();
    lock.close();
  }
}
