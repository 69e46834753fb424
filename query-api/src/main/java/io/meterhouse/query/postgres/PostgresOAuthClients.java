package io.meterhouse.query.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.OAuthClient;
import io.meterhouse.query.OAuthClientStore;
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

/** Clients of the built-in OAuth issuer in the table of that name. */
public final class PostgresOAuthClients implements OAuthClientStore {

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresOAuthClients(Database database) {
    this.jdbi = database.jdbi();
  }

  @Override
  public void create(OAuthClient client) {
    jdbi.useTransaction(
        handle -> {
          TenantRows.refuseUnknown(handle, client.tenant());
          insert(handle, client, "");
        });
  }

  /** Stores a client that was made elsewhere, once. */
  public boolean createIfAbsent(OAuthClient client) {
    return jdbi.withHandle(handle -> insert(handle, client, " ON CONFLICT DO NOTHING")) == 1;
  }

  @Override
  public List<OAuthClient> list(@Nullable TenantId tenant, @Nullable String after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM oauth_clients
                     WHERE client_id > :after
                       AND (CAST(:tenant AS text) IS NULL OR tenant_id = :tenant)
                     ORDER BY client_id
                     LIMIT :limit
                    """)
                .bind("after", after == null ? "" : after)
                .bind("tenant", tenant == null ? null : tenant.value())
                .bind("limit", limit)
                .map((row, context) -> client(row))
                .list());
  }

  @Override
  public Optional<OAuthClient> find(String clientId) {
    // PostgreSQL has no such character, and no client of ours has it in its id.
    return clientId.indexOf('\0') >= 0
        ? Optional.empty()
        : jdbi.withHandle(
            handle ->
                handle
                    .createQuery("SELECT * FROM oauth_clients WHERE client_id = :id")
                    .bind("id", clientId)
                    .map((row, context) -> client(row))
                    .findOne());
  }

  @Override
  public Optional<OAuthClient> revoke(String clientId, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "UPDATE oauth_clients SET revoked_at = coalesce(revoked_at, :now)"
                        + " WHERE client_id = :id RETURNING *")
                .bind("id", clientId)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> client(row))
                .findOne());
  }

  private static int insert(Handle handle, OAuthClient client, String onConflict) {
    TenantId tenant = client.tenant();
    return handle
        .createUpdate(
            "INSERT INTO oauth_clients"
                + " (client_id, name, secret_hash, tenant_id, scopes, acts_for_users, created_at)"
                + " VALUES (:id, :name, :hash, :tenant, :scopes, :actsForUsers, :createdAt)"
                + onConflict)
        .bind("id", client.clientId())
        .bind("name", client.name())
        .bind("hash", client.secretHash().toByteArray())
        .bind("tenant", tenant == null ? null : tenant.value())
        .bindArray(
            "scopes", String.class, client.scopes().stream().map(Scope::wireName).sorted().toList())
        .bind("actsForUsers", client.actsForUsers())
        .bind("createdAt", client.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static OAuthClient client(ResultSet row) throws SQLException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String name : (String[]) row.getArray("scopes").getArray()) {
      Scope.ofWireName(name).ifPresent(scopes::add);
    }
    String tenant = row.getString("tenant_id");
    OffsetDateTime revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
    return new OAuthClient(
        row.getString("client_id"),
        row.getString("name"),
        ByteString.copyFrom(row.getBytes("secret_hash")),
        tenant == null ? null : new TenantId(tenant),
        scopes,
        row.getBoolean("acts_for_users"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        revokedAt == null ? null : revokedAt.toInstant());
  }
}
