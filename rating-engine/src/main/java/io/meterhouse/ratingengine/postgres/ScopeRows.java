package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.ScopeFilter;
import io.meterhouse.ratingengine.ScopeTarget;
import io.meterhouse.ratingengine.StoredScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Scopes as rows. */
final class ScopeRows {

  private static final String COLUMNS =
      """
      SELECT s.id, s.tenant_id, s.pricing_model_id, s.scope_type, s.scope_id, s.deployment_type,
             s.is_override, s.parent_scope_id, s.is_active, s.effective_from, s.effective_to,
             s.created_by, s.created_by_role, s.created_at, s.deactivated_at
        FROM pricing_scopes s
      """;

  private static final String INSERT =
      """
      INSERT INTO pricing_scopes
             (id, tenant_id, pricing_model_id, scope_type, scope_id, deployment_type, is_override,
              parent_scope_id, is_active, effective_from, effective_to, created_by, created_by_role,
              created_at, deactivated_at)
      VALUES (:id, :tenant, :model, :type, :scopeId, :deployment, :override, CAST(:parent AS uuid),
              :active, :from, :to, :createdBy, :createdByRole, :created, :deactivated)
      """;

  private static final String IN_THE_WAY =
      COLUMNS
          + """
              JOIN pricing_models m ON m.id = s.pricing_model_id
             WHERE s.tenant_id = :tenant AND s.is_active AND m.is_active AND m.usage_metric = :metric
               AND s.scope_type = :type
               AND s.scope_id IS NOT DISTINCT FROM CAST(:scopeId AS text)
               AND s.deployment_type IS NOT DISTINCT FROM CAST(:deployment AS text)
               AND s.is_override = :override
               AND coalesce(s.effective_from, s.created_at)
                   < coalesce(CAST(:to AS timestamptz), 'infinity')
               AND CAST(:begin AS timestamptz) < coalesce(s.effective_to, 'infinity')
             ORDER BY s.created_at, s.id
             LIMIT 1
            """;

  private ScopeRows() {}

  static void insert(Handle handle, StoredScope scope) {
    Rows.bind(handle.createUpdate(INSERT), scope.lifespan())
        .bind("id", scope.id())
        .bind("tenant", scope.tenant().value())
        .bind("model", scope.modelId())
        .bind("type", scope.target().type().wireName())
        .bind("scopeId", scope.target().id())
        .bind("deployment", deployment(scope))
        .bind("override", scope.override())
        .bind("parent", scope.parentId())
        .execute();
  }

  static void deactivate(Handle handle, UUID id, Instant now) {
    handle
        .createUpdate(
            "UPDATE pricing_scopes SET is_active = false, deactivated_at = :now WHERE id = :id")
        .bind("now", Rows.utc(now))
        .bind("id", id)
        .execute();
  }

  static int countActive(Handle handle, TenantId tenant) {
    return handle
        .createQuery("SELECT count(*) FROM pricing_scopes WHERE tenant_id = :tenant AND is_active")
        .bind("tenant", tenant.value())
        .mapTo(Integer.class)
        .one();
  }

  static Optional<StoredScope> find(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(COLUMNS + " WHERE s.id = :id AND s.tenant_id = :tenant")
        .bind("id", id)
        .bind("tenant", tenant.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** By age; those that are active come before older ones that are not. */
  static List<StoredScope> list(Handle handle, TenantId tenant, ScopeFilter filter, int limit) {
    ScopeType type = filter.type();
    return handle
        .createQuery(
            "SELECT * FROM ("
                + COLUMNS
                + """
                   WHERE s.tenant_id = :tenant
                     AND (CAST(:type AS text) IS NULL OR s.scope_type = :type)
                     AND (CAST(:model AS uuid) IS NULL OR s.pricing_model_id = CAST(:model AS uuid))
                     AND (CAST(:active AS boolean) IS NULL OR s.is_active = :active)
                   ORDER BY s.is_active DESC, s.created_at DESC, s.id
                   LIMIT :limit) kept
                 ORDER BY created_at, id
                """)
        .bind("tenant", tenant.value())
        .bind("type", type == null ? null : type.wireName())
        .bind("model", filter.modelId())
        .bind("active", filter.active())
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  /** An active scope for the same at the same time whose active model prices that meter. */
  static Optional<StoredScope> inTheWay(Handle handle, StoredScope scope, String metric) {
    return handle
        .createQuery(IN_THE_WAY)
        .bind("tenant", scope.tenant().value())
        .bind("metric", metric)
        .bind("type", scope.target().type().wireName())
        .bind("scopeId", scope.target().id())
        .bind("deployment", deployment(scope))
        .bind("override", scope.override())
        .bind(
            "begin", Rows.utc(scope.lifespan().effective().begin(scope.lifespan().created().at())))
        .bind("to", Rows.optionalUtc(scope.lifespan().effective().to()))
        .map((row, context) -> read(row))
        .findOne();
  }

  private static @Nullable String deployment(StoredScope scope) {
    DeploymentType deployment = scope.target().deploymentType();
    return deployment == null ? null : deployment.wireName();
  }

  private static StoredScope read(ResultSet row) throws SQLException {
    String deployment = row.getString("deployment_type");
    return new StoredScope(
        Rows.uuid(row, "id"),
        TenantId.of(row.getString("tenant_id")),
        Rows.uuid(row, "pricing_model_id"),
        new ScopeTarget(
            Rows.named("scope type", row.getString("scope_type"), ScopeType::ofWireName),
            row.getString("scope_id"),
            deployment == null
                ? null
                : Rows.named("deployment type", deployment, DeploymentType::ofWireName)),
        row.getBoolean("is_override"),
        Rows.optionalUuid(row, "parent_scope_id"),
        Rows.lifespan(row));
  }
}
