package io.meterhouse.kit.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.change.IdempotencyKey;
import io.meterhouse.kit.change.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Closes the answer of an idempotency key, which opens it again: an answer may hold a secret that
 * is shown once, and must not lie open in a database. Id and key come from the owner and the
 * idempotency key by HKDF-SHA256 (RFC 5869); the cipher is AES-256-GCM. It holds as well as the
 * idempotency key is hard to guess: a UUID is, a number is not.
 */
final class ReplySeal {

  private static final int ID_BYTES = 32;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] id;
  private final SecretKeySpec key;

  private ReplySeal(byte[] id, SecretKeySpec key) {
    this.id = id;
    this.key = key;
  }

  static ReplySeal of(String owner, IdempotencyKey idempotencyKey) {
    try {
      byte[] derived =
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addSalt(owner.getBytes(StandardCharsets.UTF_8))
                      .addIKM(idempotencyKey.value().getBytes(StandardCharsets.US_ASCII))
                      .thenExpand(
                          "meterhouse idempotent reply".getBytes(StandardCharsets.US_ASCII),
                          ID_BYTES + KEY_BYTES));
      return new ReplySeal(
          Arrays.copyOf(derived, ID_BYTES), new SecretKeySpec(derived, ID_BYTES, KEY_BYTES, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK of ours has HKDF-SHA256", e);
    }
  }

  /** Under which the answer is stored. */
  byte[] id() {
    return id.clone();
  }

  /** By which its requests take turns; two keys that share one merely wait for each other. */
  long number() {
    return ByteBuffer.wrap(id).getLong();
  }

  byte[] close(Reply reply) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce, plain(reply));
    return ByteBuffer.allocate(NONCE_BYTES + closed.length).put(nonce).put(closed).array();
  }

  /**
   * @throws IllegalStateException where somebody altered it
   */
  Reply open(byte[] sealed) {
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    byte[] plain =
        cipher(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
      int status = in.readInt();
      String contentType = in.readUTF();
      return new Reply(
          status,
          contentType.isEmpty() ? null : contentType,
          ByteString.copyFrom(in.readAllBytes()),
          true);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored answer is too short", e);
    }
  }

  private static byte[] plain(Reply reply) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(reply.status());
      out.writeUTF(reply.contentType() == null ? "" : reply.contentType());
      reply.body().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private byte[] cipher(int mode, byte[] nonce, byte[] content) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(id);
      return cipher.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a stored answer cannot be opened or closed", e);
    }
  }
}
