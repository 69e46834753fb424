package io.meterhouse.local.clickhouse.http;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a connection, buffered, with the means to wait for more without taking any. */
final class ConnectionInput {
  private static final int BUFFER_BYTES = 32 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;

  ConnectionInput(InputStream in) {
    this.in = in;
  }

  /** Waits until there is a byte to read; false where the other side has closed. */
  boolean awaitByte() throws IOException {
    if (at < end) {
      return true;
    }
    int size = in.read(buffer, 0, buffer.length);
    at = 0;
    end = Math.max(0, size);
    return size > 0;
  }

  int read() throws IOException {
    return awaitByte() ? buffer[at++] & 0xff : -1;
  }

  int read(byte[] bytes, int offset, int length) throws IOException {
    if (!awaitByte()) {
      return -1;
    }
    int size = Math.min(length, end - at);
    System.arraycopy(buffer, at, bytes, offset, size);
    at += size;
    return size;
  }
}
