package io.meterhouse.kit.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import io.meterhouse.schemas.catalog.v1.ShardsEntry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Catalogue entries that say in how many shards usage is counted: key {@code shards/TENANT/TYPE}; a
 * tombstone says what no entry says, one.
 */
public final class ShardsEntries {

  private static final String PREFIX = "shards/";
  private static final int ONE = 1;

  private ShardsEntries() {}

  /** The record key, in UTF-8. */
  public static byte[] key(Sharding.Key usage) {
    return (PREFIX + usage.tenant() + "/" + usage.type()).getBytes(StandardCharsets.UTF_8);
  }

  /** The record value. */
  public static byte[] value(Sharding.Key usage, int shards) {
    return CatalogEntry.newBuilder()
        .setShards(
            ShardsEntry.newBuilder()
                .setTenantId(usage.tenant().value())
                .setType(usage.type())
                .setShards(Sharding.checked(shards)))
        .build()
        .toByteArray();
  }

  static boolean isOne(byte[] recordKey) {
    return text(recordKey).startsWith(PREFIX);
  }

  static Sharding.Key parse(byte[] recordKey) {
    String text = text(recordKey);
    // A tenant id has no slash; the type may.
    int slash = text.indexOf('/', PREFIX.length());
    if (slash < 0 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "catalogue key: " + text + " (expected: shards/{tenant}/{type})");
    }
    return new Sharding.Key(
        TenantId.of(text.substring(PREFIX.length(), slash)), text.substring(slash + 1));
  }

  static int read(byte[] recordKey, byte @Nullable [] value) throws InvalidProtocolBufferException {
    if (value == null) {
      return ONE;
    }
    CatalogEntry entry = CatalogEntry.parseFrom(value);
    if (!entry.hasShards()) {
      throw new IllegalArgumentException("entry: " + entry.getEntryCase() + " (expected: shards)");
    }
    ShardsEntry shards = entry.getShards();
    String named = PREFIX + shards.getTenantId() + "/" + shards.getType();
    if (!named.equals(text(recordKey))) {
      throw new IllegalArgumentException("entry of %s under %s".formatted(named, text(recordKey)));
    }
    return Sharding.checked(shards.getShards());
  }

  private static String text(byte[] recordKey) {
    return new String(recordKey, StandardCharsets.UTF_8);
  }
}
