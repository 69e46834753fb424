package io.meterhouse.local.clickhouse.chdb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

/**
 * One answer of the engine, or one chunk of a streamed one. Its bytes stay in native memory until
 * {@link #close}, so a large answer never passes through the heap at once.
 */
@SuppressWarnings("restricted") // gives a native buffer its known size
public final class ChdbResult implements AutoCloseable {
  private static final int COPY_BYTES = 64 * 1024;

  private final Libchdb library;
  private final MemorySegment handle;
  private final MemorySegment bytes;
  private final ResultCounts counts;
  private boolean closed;

  /** Takes over the handle. Frees it and throws if it carries an error. */
  ChdbResult(Libchdb library, MemorySegment handle) {
    this.library = library;
    this.handle = handle;
    String error = library.text(ChdbFunction.RESULT_ERROR, handle);
    if (!error.isEmpty()) {
      close();
      throw new ChdbException(error);
    }
    long length = library.number(ChdbFunction.RESULT_LENGTH, handle);
    bytes = library.pointer(ChdbFunction.RESULT_BUFFER, handle).reinterpret(length).asReadOnly();
    counts =
        new ResultCounts(
            library.number(ChdbFunction.RESULT_READ_ROWS, handle),
            library.number(ChdbFunction.RESULT_READ_BYTES, handle),
            library.number(ChdbFunction.RESULT_WRITTEN_ROWS, handle),
            library.number(ChdbFunction.RESULT_WRITTEN_BYTES, handle),
            library.number(ChdbFunction.RESULT_ROWS, handle));
  }

  public ResultCounts counts() {
    return counts;
  }

  public long length() {
    return bytes.byteSize();
  }

  /** Copies out bytes from an offset, as many as there are up to the length asked for. */
  public byte[] copy(long offset, int maxLength) {
    long length = Math.min(maxLength, length() - offset);
    return bytes.asSlice(offset, length).toArray(JAVA_BYTE);
  }

  /** Writes everything from an offset on. */
  public void writeTo(OutputStream out, long offset) throws IOException {
    byte[] buffer = new byte[(int) Math.min(COPY_BYTES, Math.max(0, length() - offset))];
    for (long at = offset; at < length(); ) {
      int size = (int) Math.min(buffer.length, length() - at);
      MemorySegment.copy(bytes, JAVA_BYTE, at, buffer, 0, size);
      out.write(buffer, 0, size);
      at += size;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.run(ChdbFunction.RESULT_DESTROY, handle);
    }
  }
}
