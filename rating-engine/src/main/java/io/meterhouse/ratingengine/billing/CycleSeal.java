package io.meterhouse.ratingengine.billing;

import io.meterhouse.rating.RatedLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over the items of a cycle, in order of their ids: id, kind, version, quantity, unit
 * price, precise amount, total, currency and breakdown, each with its length before it. Whoever
 * changes one of them afterwards breaks it.
 */
public final class CycleSeal {

  private final byte[] sha256;

  private CycleSeal(byte[] sha256) {
    this.sha256 = sha256;
  }

  /** The seal of these items, in whatever order they come. */
  public static CycleSeal of(Collection<BillingItem> items) {
    MessageDigest digest = sha256();
    List<BillingItem> ordered =
        items.stream().sorted(Comparator.comparing(item -> item.id().toString())).toList();
    for (BillingItem item : ordered) {
      add(digest, item.id().toString());
      add(digest, item.kind().wireName());
      add(digest, Long.toString(item.version()));
      add(digest, item.line());
    }
    return new CycleSeal(digest.digest());
  }

  /** The seal that was kept. */
  public static CycleSeal stored(byte[] sha256) {
    return new CycleSeal(sha256.clone());
  }

  /** Its 32 bytes. */
  public byte[] bytes() {
    return sha256.clone();
  }

  private static void add(MessageDigest digest, RatedLine line) {
    add(digest, line.quantity().toPlainString());
    add(digest, line.unitPrice().toPlainString());
    add(digest, line.preciseAmount().toPlainString());
    add(digest, line.totalAmount().toPlainString());
    add(digest, line.currency().getCurrencyCode());
    add(digest, Integer.toString(line.breakdown().size()));
    for (RatedLine.Part part : line.breakdown()) {
      add(digest, part.component());
      add(digest, part.quantity().toPlainString());
      add(digest, part.unitPrice().toPlainString());
      add(digest, part.subtotal().toPlainString());
    }
  }

  private static void add(MessageDigest digest, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    digest.update((byte) (utf8.length >>> 24));
    digest.update((byte) (utf8.length >>> 16));
    digest.update((byte) (utf8.length >>> 8));
    digest.update((byte) utf8.length);
    digest.update(utf8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CycleSeal seal && Arrays.equals(sha256, seal.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(sha256);
  }
}
