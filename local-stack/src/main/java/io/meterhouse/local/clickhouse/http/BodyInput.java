package io.meterhouse.local.clickhouse.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body of a request, of known length or chunked. A connection that ends before the body does is
 * an {@link EOFException}, so that half of an insert is never taken for all of it.
 */
final class BodyInput extends InputStream {
  private static final int BAD_REQUEST = 400;
  private static final int MAX_CHUNK_LINE_BYTES = 4096;
  private static final int DRAIN_BYTES = 32 * 1024;
  private static final long CHUNKED = -1;

  private final ConnectionInput in;
  private final boolean chunked;
  private final Runnable whenRead;
  private long left;
  private boolean started;
  private boolean finished;

  private BodyInput(ConnectionInput in, long length, Runnable whenRead) {
    this.in = in;
    this.chunked = length == CHUNKED;
    this.left = chunked ? 0 : length;
    this.whenRead = whenRead;
    if (!chunked && length == 0) {
      finish();
    }
  }

  /**
   * The body that a head announces.
   *
   * @param whenRead is told once the last byte of the request has been read
   */
  static BodyInput of(RequestHead head, ConnectionInput in, Runnable whenRead)
      throws HttpException {
    String transfer = head.header("transfer-encoding").orElse("");
    if (!transfer.isEmpty()) {
      if (!transfer.equalsIgnoreCase("chunked") || head.header("content-length").isPresent()) {
        throw new HttpException(BAD_REQUEST, "transfer-encoding: " + transfer);
      }
      return new BodyInput(in, CHUNKED, whenRead);
    }
    String length = head.header("content-length").orElse("0");
    if (!length.matches("\\d{1,18}")) {
      throw new HttpException(BAD_REQUEST, "content-length: " + length);
    }
    return new BodyInput(in, Long.parseLong(length), whenRead);
  }

  boolean isFinished() {
    return finished;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (chunked && left == 0 && !finished) {
      startChunk();
    }
    if (finished) {
      return -1;
    }
    int size = in.read(bytes, offset, (int) Math.min(length, left));
    if (size < 0) {
      throw new EOFException("request ends %d bytes before its body does".formatted(left));
    }
    left -= size;
    if (!chunked && left == 0) {
      finish();
    }
    return size;
  }

  /** Reads the rest away; false where there is more of it than the limit. */
  boolean drain(long maxBytes) throws IOException {
    byte[] waste = new byte[finished ? 0 : DRAIN_BYTES];
    long drained = 0;
    while (!finished && drained <= maxBytes) {
      drained += Math.max(0, read(waste, 0, waste.length));
    }
    return finished;
  }

  private void startChunk() throws IOException {
    if (started) {
      readLine();
    }
    started = true;
    String size = readLine().split(";", -1)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new HttpException(BAD_REQUEST, "chunk size: " + size);
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      String trailer = readLine();
      while (!trailer.isEmpty()) {
        trailer = readLine();
      }
      finish();
    }
  }

  private String readLine() throws IOException {
    byte[] line = new byte[MAX_CHUNK_LINE_BYTES];
    for (int i = 0; i < line.length; i++) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("request ends inside its chunked body");
      }
      if (b == '\n') {
        return new String(line, 0, i, StandardCharsets.ISO_8859_1).strip();
      }
      line[i] = (byte) b;
    }
    throw new HttpException(BAD_REQUEST, "chunk line longer than " + MAX_CHUNK_LINE_BYTES);
  }

  private void finish() {
    finished = true;
    whenRead.run();
  }
}
