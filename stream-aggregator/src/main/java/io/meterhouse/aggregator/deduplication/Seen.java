package io.meterhouse.aggregator.deduplication;

import io.meterhouse.metering.ContentHash;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What deduplication remembers of an identity: what it said, and when it was accepted.
 *
 * @param acceptedAt whole milliseconds
 */
public record Seen(ContentHash contentHash, Instant acceptedAt) {

  private static final int HASH_BYTES = 16;
  private static final int BYTES = HASH_BYTES + Long.BYTES;

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put(contentHash.bytes())
        .putLong(acceptedAt.toEpochMilli())
        .array();
  }

  public static Seen fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] hash = new byte[HASH_BYTES];
    buffer.get(hash);
    return new Seen(ContentHash.ofBytes(hash), Instant.ofEpochMilli(buffer.getLong()));
  }
}
