package io.meterhouse.local.clickhouse;

import io.meterhouse.local.clickhouse.library.ChdbLibrary;
import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.ParentWatch;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * ClickHouse in a process of its own: the engine is native code that shares its process's fate, so
 * it must not be ours. Stops in an orderly way on SIGTERM and, if told so, when its standard input
 * ends.
 */
public final class ClickHouseServerMain {
  static final String READY_LINE = "clickhouse: ready at ";
  static final int EXIT_USAGE = 2;
  static final int EXIT_CANNOT_START = 1;
  static final int EXIT_PORT_IN_USE = 98;

  /** More than queries are given to end, cancelled or not, and data to reach the disk. */
  static final Duration STOP_GRACE = Duration.ofSeconds(30);

  private ClickHouseServerMain() {}

  public static void main(String[] args) {
    ClickHouseServerArguments arguments = parseOrExit(args);
    if (arguments.stopOnEndOfInput()) {
      ParentWatch.start(
          () -> System.exit(0), STOP_GRACE, () -> Runtime.getRuntime().halt(EXIT_CANNOT_START));
    }
    ClickHouseServer server = startOrExit(arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "clickhouse-shutdown"));
    System.out.println(READY_LINE + "http://" + arguments.host() + ":" + server.port());
  }

  private static ClickHouseServerArguments parseOrExit(String... args) {
    try {
      return ClickHouseServerArguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(EXIT_USAGE);
      throw e;
    }
  }

  private static ClickHouseServer startOrExit(ClickHouseServerArguments arguments) {
    try {
      Path library =
          arguments.library() == null
              ? ChdbLibrary.ofThisMachine(System.getenv(), System.err).fetch()
              : arguments.library();
      return ClickHouseServer.start(arguments, library, InstantSource.system());
    } catch (BindException e) {
      throw exit(
          EXIT_PORT_IN_USE,
          """
          ClickHouse cannot listen on %s:%d: %s. Stop the process that listens there, or give \
          ClickHouse another port."""
              .formatted(arguments.host(), arguments.port(), e.getMessage()));
    } catch (EngineStartException | IllegalStateException | IOException e) {
      throw exit(EXIT_CANNOT_START, "ClickHouse cannot start: " + e.getMessage());
    }
  }

  private static IllegalStateException exit(int code, String message) {
    System.err.println(message);
    System.exit(code);
    return new IllegalStateException(message);
  }

  /** Ends the JVM itself, with 0: a stop that was asked for is not a failure. */
  private static void stop(ClickHouseServer server) {
    int code = EXIT_CANNOT_START;
    try {
      server.stop();
      code = 0;
    } catch (IOException e) {
      System.err.println("ClickHouse did not stop in order: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(code);
    }
  }
}
