package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.ScopeFilter;
import io.meterhouse.ratingengine.pricing.ScopeTarget;
import io.meterhouse.ratingengine.pricing.StoredScope;
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

  /** Two active scopes for the same at the same time whose active models price one meter. */
  private static final String CONFLICT =
      """
      SELECT mine.id AS scope_id, other.id AS other_id, m.id AS model_id, m.usage_metric
        FROM pricing_scopes mine
        JOIN pricing_models own ON own.id = mine.pricing_model_id
        JOIN pricing_models m ON m.tenant_id = own.tenant_id AND m.usage_metric = own.usage_metric
        JOIN pricing_scopes other ON other.pricing_model_id = m.id
       WHERE (mine.id = :id OR mine.pricing_model_id = :id) AND other.id <> mine.id
         AND mine.is_active AND own.is_active AND other.is_active AND m.is_active
         AND other.scope_type = mine.scope_type
         AND other.scope_id IS NOT DISTINCT FROM mine.scope_id
         AND other.deployment_type IS NOT DISTINCT FROM mine.deployment_type
         AND other.is_override = mine.is_override
         AND coalesce(other.effective_from, other.created_at) < coalesce(mine.effective_to, 'infinity')
         AND coalesce(mine.effective_from, mine.created_at) < coalesce(other.effective_to, 'infinity')
       ORDER BY other.created_at, other.id
       LIMIT 1
      """;

  /**
   * Two scopes that price the same.
   *
   * @param scope the one that was asked about
   * @param other the one that is in its way
   * @param otherModel what that one prices with
   */
  record Conflict(UUID scope, UUID other, UUID otherModel, String meter) {}

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

  /**
   * A conflict that a scope is in, or any of a model's.
   *
   * @param id of the scope or the model
   */
  static Optional<Conflict> conflictOf(Handle handle, UUID id) {
    return handle
        .createQuery(CONFLICT)
        .bind("id", id)
        .map(
            (row, context) ->
                new Conflict(
                    Rows.uuid(row, "scope_id"),
                    Rows.uuid(row, "other_id"),
                    Rows.uuid(row, "model_id"),
                    row.getString("usage_metric")))
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
