package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The access keys of the control plane. */
public interface AccessKeyStore {

  /**
   * Stores the key and tells every service.
   *
   * @throws io.meterhouse.kit.http.ApiException 404 where its tenant does not exist; 503 where the
   *     services cannot be told: it is stored then and holds from when they can
   */
  void create(StoredKey key);

  /** In order of id, after {@code after}, at most {@code limit}; without a tenant, everybody's. */
  List<StoredKey> list(@Nullable TenantId tenant, @Nullable String after, int limit);

  /** The key of that id. */
  Optional<StoredKey> find(String id);

  /**
   * Takes the key back and tells every service; one that was taken back before stays so.
   *
   * @throws io.meterhouse.kit.http.ApiException 503 where the services cannot be told now
   */
  StoredKey revoke(String id, Instant now);
}
