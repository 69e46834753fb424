package io.meterhouse.local.clickhouse.chdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A connection: a session of its own (settings, current database, temporary tables) that runs one
 * statement at a time. To be used by one thread at a time. Calls block the thread natively, so they
 * belong on platform threads.
 *
 * <p>After an error the engine may keep bytes of the failed answer and prepend them to the next
 * one; {@link #discardLeftovers} clears them where the connection is to be used further.
 */
@SuppressWarnings("restricted") // gives a native pointer its known size
public final class ChdbConnection implements AutoCloseable {
  private final Libchdb library;
  private final MemorySegment holder;
  private final MemorySegment connection;
  private boolean closed;

  ChdbConnection(Libchdb library, MemorySegment holder) {
    this.library = library;
    this.holder = holder.reinterpret(ADDRESS.byteSize());
    this.connection = this.holder.get(ADDRESS, 0);
  }

  /** Runs a statement to its end and keeps the whole answer in native memory. */
  public ChdbResult query(ChdbStatement statement) {
    return new ChdbResult(library, call(ChdbFunction.QUERY, statement));
  }

  /** Runs a statement whose answer is of no interest. */
  public void run(String sql) {
    query(ChdbStatement.of(sql, "TabSeparated")).close();
  }

  /** The answer as text. */
  public String text(String sql) {
    try (ChdbResult result = query(ChdbStatement.of(sql, "TabSeparatedRaw"))) {
      byte[] bytes = result.copy(0, Math.toIntExact(result.length()));
      return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }
  }

  /** Starts a SELECT whose answer comes in chunks, each formatted as a whole answer of its own. */
  public ChdbStream stream(ChdbStatement select) {
    MemorySegment handle = call(ChdbFunction.STREAM_QUERY, select);
    return new ChdbStream(library, connection, handle);
  }

  /** Starts an INSERT, without FORMAT and data, whose data is then appended in pieces. */
  public ChdbInsert insert(ChdbStatement insert) {
    return new ChdbInsert(library, call(ChdbFunction.INSERT_OPEN, insert));
  }

  public void discardLeftovers() {
    run("SELECT 1 FORMAT Null");
  }

  private MemorySegment call(ChdbFunction function, ChdbStatement statement) {
    try (Arena arena = Arena.ofConfined()) {
      List<byte[]> names = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      for (Map.Entry<String, String> parameter : statement.parameters().entrySet()) {
        names.add(parameter.getKey().getBytes(StandardCharsets.UTF_8));
        values.add(parameter.getValue().getBytes(StandardCharsets.UTF_8));
      }
      byte[] format = statement.format().getBytes(StandardCharsets.UTF_8);
      return library.pointer(
          function,
          connection,
          bytes(arena, statement.sql()),
          (long) statement.sql().length,
          bytes(arena, format),
          (long) format.length,
          pointers(arena, names),
          lengths(arena, names),
          pointers(arena, values),
          lengths(arena, values),
          (long) names.size());
    }
  }

  private static MemorySegment bytes(Arena arena, byte[] bytes) {
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  private static MemorySegment pointers(Arena arena, List<byte[]> all) {
    MemorySegment array = arena.allocate(ADDRESS, Math.max(1, all.size()));
    for (int i = 0; i < all.size(); i++) {
      array.setAtIndex(ADDRESS, i, bytes(arena, all.get(i)));
    }
    return array;
  }

  private static MemorySegment lengths(Arena arena, List<byte[]> all) {
    MemorySegment array = arena.allocate(JAVA_LONG, Math.max(1, all.size()));
    for (int i = 0; i < all.size(); i++) {
      array.setAtIndex(JAVA_LONG, i, all.get(i).length);
    }
    return array;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.run(ChdbFunction.CLOSE_CONNECTION, holder);
    }
  }
}
