package io.meterhouse.usagestore;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A row in the bytes in which an insert takes it. Rows wait for their insert in ten thousands:
 * bytes are a fraction of the objects that a row is made of, for the memory as for its collector.
 */
public final class EncodedRow {

  private final String table;
  private final byte[] buffer;
  private final int from;
  private final int length;

  /** A part of the buffer, which is not written to any more. */
  EncodedRow(String table, byte[] buffer, int from, int length) {
    this.table = table;
    this.buffer = buffer;
    this.from = from;
    this.length = length;
  }

  /** The table that it is for. */
  public String table() {
    return table;
  }

  /** Its length. */
  public int bytes() {
    return length;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(buffer, from, length);
  }
}
