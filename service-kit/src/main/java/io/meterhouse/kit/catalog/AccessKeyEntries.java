package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import java.nio.charset.StandardCharsets;

/** Catalogue entries of access keys: key {@code access/ID}; a tombstone where it was revoked. */
public final class AccessKeyEntries {

  private static final String PREFIX = "access/";

  private AccessKeyEntries() {}

  /** The record key of the access key of that id, in UTF-8. */
  public static byte[] key(String keyId) {
    return (PREFIX + keyId).getBytes(StandardCharsets.UTF_8);
  }

  /** The record value. */
  public static byte[] value(AccessKey key) {
    return CatalogEntry.newBuilder().setAccessKey(key.toWire()).build().toByteArray();
  }

  static boolean isOne(byte[] recordKey) {
    return text(recordKey).startsWith(PREFIX);
  }

  static String keyId(byte[] recordKey) {
    return text(recordKey).substring(PREFIX.length());
  }

  private static String text(byte[] recordKey) {
    return new String(recordKey, StandardCharsets.UTF_8);
  }
}
