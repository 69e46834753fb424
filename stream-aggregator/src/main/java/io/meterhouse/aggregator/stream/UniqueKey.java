package io.meterhouse.aggregator.stream;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Key of usage.unique: {@code tenant/type/shard}. It decides the partition, so everything that is
 * folded into one window (of one shard) is in one partition and offsets compare as versions.
 */
public record UniqueKey(String tenantId, String type, int shard) {

  /** Of usage that is not spread. */
  public static final int ONLY_SHARD = 0;

  public byte[] toBytes() {
    return (tenantId + "/" + type + "/" + shard).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException if it is no such key
   */
  public static UniqueKey fromBytes(byte @Nullable [] bytes) {
    String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    // A tenant id has no slash and a shard has none; the type may.
    int first = text.indexOf('/');
    int last = text.lastIndexOf('/');
    if (first <= 0 || last == first) {
      throw new IllegalArgumentException(
          "key of usage.unique: '" + text + "' (expected: tenant/type/shard)");
    }
    return new UniqueKey(
        text.substring(0, first),
        text.substring(first + 1, last),
        Integer.parseInt(text, last + 1, text.length(), 10));
  }
}
