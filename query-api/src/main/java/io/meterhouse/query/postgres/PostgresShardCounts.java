package io.meterhouse.query.postgres;

import io.meterhouse.kit.catalog.ShardsEntries;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.ShardCounts;
import io.meterhouse.query.UsageShards;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Numbers of shards in the table usage_shards, announced to the catalogue through the outbox. */
public final class PostgresShardCounts implements ShardCounts {

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresShardCounts(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Change set(UsageShards wanted) {
    return jdbi.inTransaction(
        handle -> {
          // There may be no row yet that could be locked.
          handle.execute(
              "SELECT pg_advisory_xact_lock(hashtextextended('shards ' || ? || '/' || ?, 0))",
              wanted.tenant().value(),
              wanted.type());
          TenantRows.refuseUnknown(handle, wanted.tenant());
          Optional<UsageShards> before = find(handle, wanted);
          if (before.isPresent() && before.get().shards() == wanted.shards()) {
            return new Change(before.get(), before.get());
          }
          store(handle, wanted);
          Sharding.Key usage = new Sharding.Key(wanted.tenant(), wanted.type());
          Outbox.add(
              handle,
              Topic.CATALOG,
              ShardsEntries.key(usage),
              ShardsEntries.value(usage, wanted.shards()));
          return new Change(before.orElse(null), wanted);
        });
  }

  @Override
  public List<UsageShards> list(@Nullable TenantId tenant, @Nullable Place after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT tenant_id, type, shards, changed_at FROM usage_shards
                     WHERE (CAST(:tenant AS text) IS NULL OR tenant_id = :tenant)
                       AND (tenant_id, type) > (:after_tenant, :after_type COLLATE "C")
                     ORDER BY tenant_id, type
                     LIMIT :limit
                    """)
                .bind("tenant", tenant == null ? null : tenant.value())
                .bind("after_tenant", after == null ? "" : after.tenant())
                .bind("after_type", after == null ? "" : after.type())
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  private static Optional<UsageShards> find(Handle handle, UsageShards wanted) {
    return handle
        .createQuery(
            "SELECT tenant_id, type, shards, changed_at FROM usage_shards"
                + " WHERE tenant_id = :tenant AND type = :type")
        .bind("tenant", wanted.tenant().value())
        .bind("type", wanted.type())
        .map((row, context) -> read(row))
        .findOne();
  }

  private static void store(Handle handle, UsageShards wanted) {
    handle
        .createUpdate(
            """
            INSERT INTO usage_shards (tenant_id, type, shards, changed_at)
            VALUES (:tenant, :type, :shards, :at)
            ON CONFLICT (tenant_id, type)
               DO UPDATE SET shards = EXCLUDED.shards, changed_at = EXCLUDED.changed_at
            """)
        .bind("tenant", wanted.tenant().value())
        .bind("type", wanted.type())
        .bind("shards", wanted.shards())
        .bind("at", wanted.changedAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static UsageShards read(ResultSet row) throws SQLException {
    return new UsageShards(
        new TenantId(row.getString("tenant_id")),
        row.getString("type"),
        row.getInt("shards"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }
}
