package io.meterhouse.local.clickhouse.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A statement as bytes: UTF-8 as a rule, but what follows an insert may be anything. */
public final class SqlText {
  private final byte[] bytes;

  private SqlText(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy. */
  public static SqlText of(byte[] bytes) {
    return new SqlText(bytes.clone());
  }

  public static SqlText of(String text) {
    return new SqlText(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  /** A copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The first bytes of it. */
  SqlText head(int length) {
    return new SqlText(Arrays.copyOf(bytes, length));
  }

  /** A part of it as text. */
  String toString(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** For reading alone. */
  byte[] raw() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SqlText text && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
