package io.meterhouse.kit.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import java.nio.charset.StandardCharsets;

/**
 * Catalogue entries of the built-in issuer's signing keys: key {@code signing-key/ID}; a tombstone
 * where the key has long been over.
 */
public final class SigningKeyEntries {

  private static final String PREFIX = "signing-key/";

  private SigningKeyEntries() {}

  /** The record key of the signing key of that id, in UTF-8. */
  public static byte[] key(String keyId) {
    return (PREFIX + keyId).getBytes(StandardCharsets.UTF_8);
  }

  /** The record value. */
  public static byte[] value(AnnouncedKey key) {
    return CatalogEntry.newBuilder().setSigningKey(key.toWire()).build().toByteArray();
  }

  static boolean isOne(byte[] recordKey) {
    return text(recordKey).startsWith(PREFIX);
  }

  static String keyId(byte[] recordKey) {
    return text(recordKey).substring(PREFIX.length());
  }

  static AnnouncedKey read(String keyId, byte[] value) throws InvalidProtocolBufferException {
    AnnouncedKey key = AnnouncedKey.fromWire(CatalogEntry.parseFrom(value).getSigningKey());
    if (!key.keyId().equals(keyId)) {
      throw new IllegalArgumentException(
          "entry of signing key %s under %s".formatted(key.keyId(), keyId));
    }
    return key;
  }

  private static String text(byte[] recordKey) {
    return new String(recordKey, StandardCharsets.UTF_8);
  }
}
