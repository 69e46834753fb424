package io.meterhouse.query;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.ClientSecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.TenantId;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client of the built-in OAuth issuer as the control plane keeps it.
 *
 * @param name what its owner calls it
 * @param secretHash SHA-256 of its secret
 * @param tenant null: the platform's
 * @param actsForUsers whether its tokens may name the user that they act for
 * @param revokedAt null while it gets tokens
 */
public record OAuthClient(
    String clientId,
    String name,
    ByteString secretHash,
    @Nullable TenantId tenant,
    Set<Scope> scopes,
    boolean actsForUsers,
    Instant createdAt,
    @Nullable Instant revokedAt) {

  /** Copies. */
  public OAuthClient {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Whether the client of that secret is this one and in use. Takes as long for a wrong secret as
   * for the right one, and for a client that does not exist ({@code client} null) as for one that
   * does.
   */
  static boolean isProven(@Nullable OAuthClient client, String secret) {
    byte[] came = ClientSecret.hash(secret);
    byte[] expected = client == null ? new byte[came.length] : client.secretHash.toByteArray();
    boolean isSecret = MessageDigest.isEqual(expected, came);
    return isSecret && client != null && client.revokedAt == null;
  }
}
