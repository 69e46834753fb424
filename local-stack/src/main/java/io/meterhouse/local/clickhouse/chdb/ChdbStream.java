package io.meterhouse.local.clickhouse.chdb;

import java.lang.foreign.MemorySegment;

/** A running SELECT. Closing it before its end cancels it. */
public final class ChdbStream implements AutoCloseable {
  private final Libchdb library;
  private final MemorySegment connection;
  private final MemorySegment handle;
  private boolean finished;
  private boolean closed;

  ChdbStream(Libchdb library, MemorySegment connection, MemorySegment handle) {
    this.library = library;
    this.connection = connection;
    this.handle = handle;
    String error = library.text(ChdbFunction.RESULT_ERROR, handle);
    if (!error.isEmpty()) {
      finished = true;
      close();
      throw new ChdbException(error);
    }
  }

  /** The next chunk, to be closed by the caller; one of length zero means the end. */
  public ChdbResult next() {
    try {
      MemorySegment chunk = library.pointer(ChdbFunction.STREAM_FETCH, connection, handle);
      ChdbResult result = new ChdbResult(library, chunk);
      finished = result.length() == 0;
      return result;
    } catch (ChdbException e) {
      finished = true;
      throw e;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (!finished) {
        library.run(ChdbFunction.STREAM_CANCEL, connection, handle);
      }
      library.run(ChdbFunction.RESULT_DESTROY, handle);
    }
  }
}
