package io.meterhouse.kit.http;

import io.meterhouse.kit.http.error.ApiException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a page ended, as an opaque token that only we can make: it is signed with a secret that all
 * instances of an installation share. It carries a fingerprint of the question that it belongs to,
 * so that it cannot be taken to another list, tenant or filter and answer nonsense there.
 */
public final class PageTokens {

  /** Longer ones are refused unread. */
  public static final int MAX_TOKEN_CHARS = 8_192;

  private static final byte VERSION = 2;
  private static final int SCOPE_BYTES = 8;
  private static final int SIGNATURE_BYTES = 16;
  private static final String SIGNATURE = "HmacSHA256";

  private static final String NOT_OURS = "not a token of ours";

  private final SecretKeySpec secret;

  /** Signs with this secret, of 32 random bytes. */
  public PageTokens(byte[] secret) {
    this.secret = new SecretKeySpec(secret, SIGNATURE);
  }

  /**
   * A token.
   *
   * @param scope everything of the question that has to be the same on the next page
   * @param position what the last row of the page was
   */
  public String encode(List<String> scope, List<String> position) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.write(fingerprint(scope));
      for (String part : position) {
        byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    byte[] content = bytes.toByteArray();
    bytes.writeBytes(signature(content));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /**
   * The position that {@link #encode} was given for the same scope.
   *
   * @param field how the client names the token
   * @throws ApiException 400 on anything else
   */
  public List<String> decode(String field, String token, List<String> scope, int parts) {
    try {
      return position(token, scope, parts);
    } catch (IllegalArgumentException | IOException e) {
      throw ApiException.invalidField(
          field,
          "%s (expected: the token of the page before, with the other parameters unchanged)"
              .formatted(e.getMessage()));
    }
  }

  private List<String> position(String token, List<String> scope, int parts) throws IOException {
    if (token.length() > MAX_TOKEN_CHARS) {
      throw new IllegalArgumentException(
          "%d characters, at most %d".formatted(token.length(), MAX_TOKEN_CHARS));
    }
    byte[] bytes = signed(token);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (bytes.length < 1 + SCOPE_BYTES || in.readByte() != VERSION) {
      throw new IllegalArgumentException(NOT_OURS);
    }
    if (!Arrays.equals(in.readNBytes(SCOPE_BYTES), fingerprint(scope))) {
      throw new IllegalArgumentException("a token of another question");
    }
    List<String> position = new ArrayList<>(parts);
    while (in.available() > 0) {
      position.add(part(in));
    }
    if (position.size() != parts) {
      throw new IllegalArgumentException(NOT_OURS);
    }
    return position;
  }

  /** What we signed. */
  private byte[] signed(String token) {
    byte[] bytes = bytes(token);
    int length = bytes.length - SIGNATURE_BYTES;
    if (length < 0) {
      throw new IllegalArgumentException(NOT_OURS);
    }
    byte[] content = Arrays.copyOf(bytes, length);
    byte[] signature = Arrays.copyOfRange(bytes, length, bytes.length);
    if (!MessageDigest.isEqual(signature, signature(content))) {
      throw new IllegalArgumentException(NOT_OURS);
    }
    return content;
  }

  private static byte[] bytes(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(NOT_OURS, e);
    }
  }

  private byte[] signature(byte[] content) {
    try {
      Mac mac = Mac.getInstance(SIGNATURE);
      mac.init(secret);
      return Arrays.copyOf(mac.doFinal(content), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + SIGNATURE, e);
    }
  }

  private static String part(DataInputStream in) throws IOException {
    int length = in.available() < Integer.BYTES ? -1 : in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IllegalArgumentException("a token that was cut");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static byte[] fingerprint(List<String> scope) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : scope) {
        byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (utf8.length >>> 24));
        digest.update((byte) (utf8.length >>> 16));
        digest.update((byte) (utf8.length >>> 8));
        digest.update((byte) utf8.length);
        digest.update(utf8);
      }
      return Arrays.copyOf(digest.digest(), SCOPE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
