package io.meterhouse.aggregator.deduplication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Buckets of stream time under which identities were remembered while one deduplication window was
 * configured. The width of a bucket follows the window, so where the window has changed there are
 * several grids, and what stands on an old one is found by that one alone.
 *
 * @param bucketMillis width of a bucket; each begins at a multiple of it
 * @param first start of the first bucket in use
 * @param last start of the last one
 */
public record BucketGrid(long bucketMillis, long first, long last) {

  private static final int BYTES = 3 * Long.BYTES;

  /** The bucket of that time. */
  public static long bucketOf(long millis, long bucketMillis) {
    return Math.max(0, millis - Math.floorMod(millis, bucketMillis));
  }

  /** Start of the latest bucket that can hold what was remembered up to that time. */
  public long newest(long millis) {
    return Math.min(last, bucketOf(millis, bucketMillis));
  }

  /** Start of the earliest bucket that can hold what was remembered since that time. */
  public long oldest(long millis) {
    return Math.max(first, bucketOf(millis, bucketMillis));
  }

  /** Whether it may hold what was remembered since that time. */
  public boolean reaches(long millis) {
    return last >= bucketOf(millis, bucketMillis);
  }

  /** With the bucket of that time, which is not before {@link #last}. */
  public BucketGrid upTo(long millis) {
    return new BucketGrid(bucketMillis, first, bucketOf(millis, bucketMillis));
  }

  public static byte[] toBytes(List<BucketGrid> grids) {
    ByteBuffer buffer = ByteBuffer.allocate(grids.size() * BYTES);
    for (BucketGrid grid : grids) {
      buffer.putLong(grid.bucketMillis).putLong(grid.first).putLong(grid.last);
    }
    return buffer.array();
  }

  public static List<BucketGrid> fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<BucketGrid> grids = new ArrayList<>();
    while (buffer.remaining() >= BYTES) {
      grids.add(new BucketGrid(buffer.getLong(), buffer.getLong(), buffer.getLong()));
    }
    return grids;
  }
}
