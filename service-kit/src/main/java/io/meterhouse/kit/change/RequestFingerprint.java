package io.meterhouse.kit.change;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of what a request asks for, to tell a retry from another request with the same key. */
public final class RequestFingerprint {

  private RequestFingerprint() {}

  /**
   * Of method, path with its parameters, and body as it was meant: without its content coding.
   * Headers are left out, because a retry may be traced or signed anew.
   */
  public static ByteString of(String method, String pathAndQuery, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      part(digest, method.getBytes(StandardCharsets.UTF_8));
      part(digest, pathAndQuery.getBytes(StandardCharsets.UTF_8));
      part(digest, body);
      return ByteString.copyFrom(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With its length, so that no two lists of parts give the same bytes. */
  private static void part(MessageDigest digest, byte[] content) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
    digest.update(content);
  }
}
