package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The clients of the built-in OAuth issuer. */
public interface OAuthClientStore {

  /**
   * Stores the client.
   *
   * @throws io.meterhouse.kit.http.ApiException 404 where its tenant does not exist
   */
  void create(OAuthClient client);

  /** In order of id, after {@code after}, at most {@code limit}; without a tenant, everybody's. */
  List<OAuthClient> list(@Nullable TenantId tenant, @Nullable String after, int limit);

  /** The client of that id. */
  Optional<OAuthClient> find(String clientId);

  /**
   * Takes the client back, if there is one: it gets no more tokens, and those that it has end with
   * their lifetime. One that was taken back before stays so.
   */
  Optional<OAuthClient> revoke(String clientId, Instant now);
}
