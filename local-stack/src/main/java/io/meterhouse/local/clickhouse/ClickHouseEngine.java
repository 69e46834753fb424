package io.meterhouse.local.clickhouse;

import io.meterhouse.local.clickhouse.library.ChdbLibrary;
import io.meterhouse.local.process.ChildExitedException;
import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.DirectoryLock;
import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.ExitListeners;
import io.meterhouse.local.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse on this machine: the server that {@code METERHOUSE_CLICKHOUSE_URL} names, which is
 * used as it is and never started or stopped; else an installed {@code clickhouse} in a process of
 * its own; else the embedded one, likewise. Data survives restarts and kills. Thread-safe.
 */
public final class ClickHouseEngine implements Engine {
  static final String PORT_REMEDY = "give ClickHouse another port";

  /** Another process may take a free port between our look and the server's. */
  private static final int FREE_PORT_ATTEMPTS = 3;

  private final ExitListeners exitListeners = new ExitListeners();
  private final String externalUrl;
  private @Nullable Local local;

  /** What it takes to start again on the same data and port. */
  private record Local(
      ClickHouseChild child, DirectoryLock lock, String host, int port, ChildProcess process) {

    static Local start(ClickHouseChild child, DirectoryLock lock, String host, int port) {
      return new Local(child, lock, host, port, ChildProcess.start(child.specification(port)));
    }

    Local again() {
      return start(child, lock, host, port);
    }

    String url() {
      return "http://" + host + ":" + port;
    }
  }

  private ClickHouseEngine(String externalUrl, @Nullable Local local) {
    this.externalUrl = externalUrl;
    this.local = local;
    if (local != null) {
      exitListeners.watch(local.process());
    }
  }

  /** Uses what the environment of this process offers. */
  public static ClickHouseEngine start(EngineSettings settings) {
    return start(settings, System.getenv());
  }

  /**
   * Starts, or finds, a ClickHouse and waits until it answers a query.
   *
   * @param environment decides which one, and where the library is cached
   * @throws EngineStartException if there is none that answers; the message says why and what to do
   */
  public static ClickHouseEngine start(EngineSettings settings, Map<String, String> environment) {
    return switch (Flavor.of(environment)) {
      case Flavor.External external -> useExternal(external.url(), environment);
      case Flavor.Binary binary ->
          startLocal(settings, port -> BinaryChild.specification(binary.program(), settings, port));
      case Flavor.Embedded _ -> {
        Path library = ChdbLibrary.ofThisMachine(environment, System.err).fetch();
        yield startLocal(settings, port -> EmbeddedChild.specification(library, settings, port));
      }
    };
  }

  private static ClickHouseEngine useExternal(String url, Map<String, String> environment) {
    ClickHouseProbe.problem(
            url,
            environment.getOrDefault("METERHOUSE_CLICKHOUSE_USER", ""),
            environment.getOrDefault("METERHOUSE_CLICKHOUSE_PASSWORD", ""))
        .ifPresent(
            problem -> {
              throw new EngineStartException(
                  "%s is %s, but %s. Correct it, start that server, or unset it to have one started."
                      .formatted(Flavor.URL_VARIABLE, url, problem));
            });
    return new ClickHouseEngine(url, null);
  }

  private static ClickHouseEngine startLocal(EngineSettings settings, ClickHouseChild child) {
    DirectoryLock lock = DirectoryLock.acquire(settings.directory());
    boolean started = false;
    try {
      Local local = startOnSomePort(settings, child, lock);
      started = true;
      return new ClickHouseEngine("", local);
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private static Local startOnSomePort(
      EngineSettings settings, ClickHouseChild child, DirectoryLock lock) {
    if (!Ports.isAny(settings.port())) {
      Ports.requireFree("ClickHouse", settings.host(), settings.port(), PORT_REMEDY);
      return Local.start(child, lock, settings.host(), settings.port());
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return Local.start(child, lock, settings.host(), Ports.free());
      } catch (ChildExitedException e) {
        if (e.exitCode() != ClickHouseServerMain.EXIT_PORT_IN_USE
            || attempt == FREE_PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public String name() {
    return "ClickHouse";
  }

  /** Same as {@link #url}. */
  @Override
  public String address() {
    return url();
  }

  /** The HTTP address, such as {@code http://127.0.0.1:8123}; the same over restarts. */
  public synchronized String url() {
    Local current = local;
    return current == null ? externalUrl : current.url();
  }

  /** Of the process that was started; none where the server is somebody else's. */
  public synchronized OptionalLong pid() {
    Local current = local;
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.process().pid());
  }

  @Override
  public synchronized Duration startedIn() {
    Local current = local;
    return current == null ? Duration.ZERO : current.process().startedIn();
  }

  @Override
  public synchronized boolean isAlive() {
    Local current = local;
    return current == null || current.process().isAlive();
  }

  @Override
  public void onUnexpectedExit(Consumer<String> listener) {
    exitListeners.add(listener);
  }

  /**
   * Kills the server as {@code kill -9} does. The data stays, and so does the claim on it.
   *
   * @throws IllegalStateException if the server is somebody else's
   */
  public synchronized void kill() {
    own().process().kill();
  }

  /**
   * Stops the server if it runs, and starts it again on the same data and the same port.
   *
   * @throws IllegalStateException if the server is somebody else's
   */
  @Override
  public synchronized void restart() {
    Local current = own();
    current.process().stop();
    Local next = current.again();
    local = next;
    exitListeners.watch(next.process());
  }

  private Local own() {
    Local current = local;
    if (current == null) {
      throw new IllegalStateException(externalUrl + " was not started here, so it stays as it is");
    }
    return current;
  }

  @Override
  public synchronized void close() {
    Local current = local;
    if (current != null) {
      current.process().stop();
      current.lock().close();
    }
  }
}
