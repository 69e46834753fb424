package io.meterhouse.aggregator.kafka.sink;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/**
 * Keeps the bytes of many records in few arrays. What waits for an insert waits in ten thousands,
 * and as small arrays of their own the collector moves them again and again: that took a third of
 * what a sink computes. Not thread-safe.
 */
final class RecordBytes {

  /**
   * With a heap below 4 GiB it fills a region of G1 just so: never moved, and freed as soon as its
   * batch is in. With a larger one collections are rarer.
   */
  private static final int ARRAY_BYTES = 1024 * 1024 - 64;

  /** From here on an array of its own is no burden. */
  private static final int LARGE_BYTES = 16 * 1024;

  private byte[] array = {};
  private int used;

  /** The same bytes, which must not be changed any more. */
  ByteString keep(byte[] bytes) {
    if (bytes.length >= LARGE_BYTES) {
      return UnsafeByteOperations.unsafeWrap(bytes);
    }
    if (array.length - used < bytes.length) {
      array = new byte[ARRAY_BYTES];
      used = 0;
    }
    System.arraycopy(bytes, 0, array, used, bytes.length);
    ByteString kept = UnsafeByteOperations.unsafeWrap(array, used, bytes.length);
    used += bytes.length;
    return kept;
  }
}
