package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The access keys of the control plane. */
public interface AccessKeyStore {

  /**
   * Stores the key; part of a change, which tells every service.
   *
   * @throws io.meterhouse.kit.http.ApiException 404 where its tenant does not exist
   */
  void create(StoredKey key);

  /** In order of id, after {@code after}, at most {@code limit}; without a tenant, everybody's. */
  List<StoredKey> list(@Nullable TenantId tenant, @Nullable String after, int limit);

  /** The key of that id. */
  Optional<StoredKey> find(String id);

  /**
   * Takes the key back; part of a change, which tells every service. One that was taken back before
   * stays so.
   */
  StoredKey revoke(String id, Instant now);
}
