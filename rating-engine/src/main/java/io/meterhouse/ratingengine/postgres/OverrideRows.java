package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.rating.rule.ModelOverride;
import io.meterhouse.rating.rule.OverrideType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.OverrideContents;
import io.meterhouse.ratingengine.pricing.OverrideReader;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredOverride;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Overrides as rows. */
final class OverrideRows {

  private static final String COLUMNS =
      """
      SELECT o.id, o.tenant_id, o.pricing_model_id, m.model_type, o.scope_type, o.scope_id,
             o.override_type, CAST(o.override_value AS text) AS override_value, o.reason, o.status,
             o.effective_from, o.effective_to, o.created_by, o.created_by_role, o.created_at,
             o.approved_by, o.approved_by_role, o.approved_at, o.deactivated_by,
             o.deactivated_by_role, o.deactivated_at
        FROM pricing_overrides o JOIN pricing_models m ON m.id = o.pricing_model_id
      """;

  private static final String INSERT =
      """
      INSERT INTO pricing_overrides
             (id, tenant_id, pricing_model_id, scope_type, scope_id, override_type, override_value,
              reason, status, effective_from, effective_to, created_by, created_by_role, created_at)
      VALUES (:id, :tenant, :model, :scopeType, :scopeId, :type, CAST(:value AS jsonb), :reason,
              :status, :from, :to, :createdBy, :createdByRole, :created)
      """;

  private static final String UPDATE =
      """
      UPDATE pricing_overrides
         SET status = :status, approved_by = :approvedBy, approved_by_role = :approvedByRole,
             approved_at = :approvedAt, deactivated_by = :deactivatedBy,
             deactivated_by_role = :deactivatedByRole, deactivated_at = :deactivatedAt
       WHERE id = :id
      """;

  private OverrideRows() {}

  static void insert(Handle handle, StoredOverride stored) {
    Rows.bind(handle.createUpdate(INSERT), stored.effective(), stored.created())
        .bind("id", stored.id())
        .bind("tenant", stored.tenant().value())
        .bind("model", stored.modelId())
        .bind("scopeType", stored.scopeType().wireName())
        .bind("scopeId", stored.scopeId())
        .bind("type", stored.override().value().type().wireName())
        .bind("value", StoredJson.write(OverrideContents.of(stored.override().value())))
        .bind("reason", stored.override().reason())
        .bind("status", stored.status().wireName())
        .execute();
  }

  static void update(Handle handle, StoredOverride stored) {
    Update update =
        handle
            .createUpdate(UPDATE)
            .bind("id", stored.id())
            .bind("status", stored.status().wireName());
    bind(update, "approved", stored.approved());
    bind(update, "deactivated", stored.deactivated());
    update.execute();
  }

  static int countOpen(Handle handle, TenantId tenant) {
    return handle
        .createQuery(
            "SELECT count(*) FROM pricing_overrides"
                + " WHERE tenant_id = :tenant AND status <> 'inactive'")
        .bind("tenant", tenant.value())
        .mapTo(Integer.class)
        .one();
  }

  static Optional<StoredOverride> find(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(COLUMNS + " WHERE o.id = :id AND o.tenant_id = :tenant")
        .bind("id", id)
        .bind("tenant", tenant.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** By age; those that are not inactive come before older ones that are. */
  static List<StoredOverride> list(
      Handle handle, TenantId tenant, @Nullable UUID modelId, @Nullable Boolean active, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM ("
                + COLUMNS
                + """
                   WHERE o.tenant_id = :tenant
                     AND (CAST(:model AS uuid) IS NULL OR o.pricing_model_id = CAST(:model AS uuid))
                     AND (CAST(:active AS boolean) IS NULL OR (o.status = 'active') = :active)
                   ORDER BY o.status = 'inactive', o.created_at DESC, o.id
                   LIMIT :limit) kept
                 ORDER BY created_at, id
                """)
        .bind("tenant", tenant.value())
        .bind("model", modelId)
        .bind("active", active)
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  /** All of these models for these members, or for what has none, that were ever approved. */
  static List<PriceBook.TimedOverride> timed(
      Handle handle, Collection<UUID> models, Collection<String> members) {
    return handle
        .createQuery(
            COLUMNS
                + """
                   WHERE o.pricing_model_id = ANY (:models) AND o.approved_at IS NOT NULL
                     AND (o.scope_type IN ('global', 'deployment') OR o.scope_id = ANY (:members))
                  """)
        .bind("models", models.toArray(UUID[]::new))
        .bind("members", members.toArray(String[]::new))
        .map((row, context) -> read(row))
        .map(StoredOverride::timed)
        .list();
  }

  /** All of that model that were ever approved. */
  static List<PriceBook.TimedOverride> timed(Handle handle, UUID model) {
    return handle
        .createQuery(COLUMNS + " WHERE o.pricing_model_id = :model AND o.approved_at IS NOT NULL")
        .bind("model", model)
        .map((row, context) -> read(row))
        .map(StoredOverride::timed)
        .list();
  }

  private static void bind(Update update, String what, @Nullable Signature signature) {
    update
        .bind(what + "By", signature == null ? null : signature.actor().id())
        .bind(what + "ByRole", signature == null ? null : signature.actor().role())
        .bind(what + "At", signature == null ? null : Rows.utc(signature.at()));
  }

  private static StoredOverride read(ResultSet row) throws SQLException {
    return new StoredOverride(
        TenantId.of(row.getString("tenant_id")),
        Rows.uuid(row, "pricing_model_id"),
        Rows.named("scope type", row.getString("scope_type"), ScopeType::ofWireName),
        row.getString("scope_id"),
        override(row),
        Rows.effective(row),
        Rows.created(row),
        signature(row, "approved"),
        signature(row, "deactivated"));
  }

  private static ModelOverride override(ResultSet row) throws SQLException {
    OverrideType type =
        Rows.named("override type", row.getString("override_type"), OverrideType::ofWireName);
    ModelType model = Rows.named("model type", row.getString("model_type"), ModelType::ofWireName);
    return new ModelOverride(
        Rows.uuid(row, "id"),
        StoredJson.read(
                row.getString("override_value"), body -> OverrideReader.read(body, type, model))
            .checked(),
        row.getString("reason"));
  }

  private static @Nullable Signature signature(ResultSet row, String what) throws SQLException {
    String by = row.getString(what + "_by");
    return by == null
        ? null
        : new Signature(
            new Actor(by, row.getString(what + "_by_role")), Rows.instant(row, what + "_at"));
  }
}
