package io.meterhouse.query.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.catalog.AccessKeyEntries;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.AccessKeyStore;
import io.meterhouse.query.StoredKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Access keys in the table of that name, announced to the catalogue through the outbox. */
public final class PostgresAccessKeys implements AccessKeyStore {

  private final Jdbi jdbi;
  private final OutboxPublisher publisher;

  /** Over a database that is migrated. */
  public PostgresAccessKeys(Jdbi jdbi, OutboxPublisher publisher) {
    this.jdbi = jdbi;
    this.publisher = publisher;
  }

  @Override
  public void create(StoredKey stored) {
    jdbi.useTransaction(
        handle -> {
          TenantRows.refuseUnknown(handle, stored.key().caller().tenant());
          insert(handle, stored);
          announce(handle, stored.key());
        });
  }

  @Override
  public List<StoredKey> list(@Nullable TenantId tenant, @Nullable String after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM access_keys
                     WHERE key_id > :after AND (CAST(:tenant AS text) IS NULL OR tenant_id = :tenant)
                     ORDER BY key_id
                     LIMIT :limit
                    """)
                .bind("after", after == null ? "" : after)
                .bind("tenant", tenant == null ? null : tenant.value())
                .bind("limit", limit)
                .map((row, context) -> stored(row))
                .list());
  }

  @Override
  public Optional<StoredKey> find(String id) {
    return jdbi.withHandle(handle -> find(handle, id));
  }

  @Override
  public StoredKey revoke(String id, Instant now) {
    return jdbi.inTransaction(
        handle -> {
          handle
              .createUpdate(
                  "UPDATE access_keys SET revoked_at = coalesce(revoked_at, :now)"
                      + " WHERE key_id = :id")
              .bind("id", id)
              .bind("now", now.atOffset(ZoneOffset.UTC))
              .execute();
          Outbox.add(handle, Topic.CATALOG, AccessKeyEntries.key(id), null);
          return find(handle, id).orElseThrow();
        });
  }

  /**
   * Stores a key that was made elsewhere; false, and nothing stored, where it is there. The
   * services hear of it soon.
   */
  public boolean createIfAbsent(StoredKey stored) {
    boolean isNew =
        jdbi.inTransaction(
            handle -> {
              if (find(handle, stored.key().caller().id()).isPresent()) {
                return false;
              }
              insert(handle, stored);
              announce(handle, stored.key());
              return true;
            });
    publisher.publishSoon();
    return isNew;
  }

  private static void announce(Handle handle, AccessKey key) {
    Outbox.add(
        handle,
        Topic.CATALOG,
        AccessKeyEntries.key(key.caller().id()),
        AccessKeyEntries.value(key));
  }

  private static Optional<StoredKey> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM access_keys WHERE key_id = :id")
        .bind("id", id)
        .map((row, context) -> stored(row))
        .findOne();
  }

  private static void insert(Handle handle, StoredKey stored) {
    Caller caller = stored.key().caller();
    TenantId tenant = caller.tenant();
    Instant expiresAt = stored.key().expiresAt();
    handle
        .createUpdate(
            "INSERT INTO access_keys"
                + " (key_id, name, secret_hash, tenant_id, scopes, acts_for_users, created_at,"
                + " expires_at) VALUES (:id, :name, :hash, :tenant, :scopes, :actsForUsers,"
                + " :createdAt, :expiresAt)")
        .bind("id", caller.id())
        .bind("name", stored.name())
        .bind("hash", stored.key().secretHash().toByteArray())
        .bind("tenant", tenant == null ? null : tenant.value())
        .bindArray(
            "scopes", String.class, caller.scopes().stream().map(Scope::wireName).sorted().toList())
        .bind("actsForUsers", caller.actsForUsers())
        .bind("createdAt", stored.createdAt().atOffset(ZoneOffset.UTC))
        .bind("expiresAt", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static StoredKey stored(ResultSet row) throws SQLException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : (String[]) row.getArray("scopes").getArray()) {
      Scope.ofWireName(name).ifPresent(scopes::add);
    }
    String tenant = row.getString("tenant_id");
    return new StoredKey(
        new AccessKey(
            new Caller(
                row.getString("key_id"),
                tenant == null ? null : new TenantId(tenant),
                scopes,
                row.getBoolean("acts_for_users")),
            ByteString.copyFrom(row.getBytes("secret_hash")),
            instant(row, "expires_at")),
        row.getString("name"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
