package io.meterhouse.local.clickhouse.chdb;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine inside this process. There is one per process, with one data directory, and once
 * closed it cannot be started again. Thread-safe.
 */
public final class ChdbEngine implements AutoCloseable {
  private static final int DISABLED = 0;

  private final Libchdb library;
  private final List<String> arguments;
  private final ChdbConnection anchor;

  private ChdbEngine(Libchdb library, List<String> arguments) {
    this.library = library;
    this.arguments = arguments;
    // The engine lives as long as any connection does; this one keeps it up between requests.
    this.anchor = connect();
  }

  /**
   * Loads the library and starts the engine.
   *
   * @param arguments server and query settings as {@code --name=value}; the query settings become
   *     the defaults of every connection
   * @throws IllegalStateException if the engine does not start; it has written why to stderr
   */
  public static ChdbEngine start(Path library, Path dataDirectory, List<String> arguments) {
    Libchdb loaded = new Libchdb(library);
    // The JVM needs SIGSEGV and its kin for itself.
    loaded.run(ChdbFunction.SET_SIGNAL_HANDLERS_ENABLED, DISABLED);
    List<String> all = new ArrayList<>(List.of("clickhouse", "--path=" + dataDirectory));
    all.addAll(arguments);
    return new ChdbEngine(loaded, List.copyOf(all));
  }

  public ChdbConnection connect() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int i = 0; i < arguments.size(); i++) {
        values.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
      }
      MemorySegment holder = library.pointer(ChdbFunction.CONNECT, arguments.size(), values);
      if (holder.address() == 0) {
        throw new IllegalStateException("the ClickHouse engine refused a connection: " + arguments);
      }
      return new ChdbConnection(library, holder);
    }
  }

  /**
   * Closes the last connection, which writes everything to disk, and stops the engine's threads.
   */
  @Override
  public void close() {
    anchor.close();
    library.run(ChdbFunction.SHUTDOWN);
  }
}
