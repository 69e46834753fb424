package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Pricing models as rows. */
final class ModelRows {

  static final String COLUMNS =
      """
      SELECT id, tenant_id, name, description, model_type, CAST(config AS text) AS config, is_active,
             is_system, created_by, created_by_role, version, created_at, updated_at
        FROM pricing_models
      """;

  private static final String INSERT =
      """
      INSERT INTO pricing_models
             (id, tenant_id, name, model_type, description, config, usage_metric, is_active, is_system,
              created_by, created_by_role, version, created_at, updated_at)
      VALUES (:id, :tenant, :name, :type, :description, CAST(:config AS jsonb), :metric, :active,
              :system, :createdBy, :createdByRole, :version, :created, :updated)
      """;

  private static final String UPDATE =
      """
      UPDATE pricing_models
         SET name = :name, description = :description, config = CAST(:config AS jsonb),
             usage_metric = :metric, is_active = :active, version = :version, updated_at = :updated
       WHERE id = :id
      """;

  private static final String INSERT_VERSION =
      """
      INSERT INTO pricing_model_versions
             (pricing_model_id, version, name, description, config, is_active, changed_by,
              changed_by_role, effective_from, recorded_at)
      VALUES (:id, :version, :name, :description, CAST(:config AS jsonb), :active, :changedBy,
              :changedByRole, :from, :updated)
      """;

  private ModelRows() {}

  static void insert(Handle handle, StoredModel model, @Nullable Instant effectiveFrom) {
    bind(handle.createUpdate(INSERT), model)
        .bind("tenant", model.tenant().value())
        .bind("type", model.config().draft().type().wireName())
        .bind("metric", model.config().usageMetric())
        .bind("system", model.system())
        .bind("createdBy", model.createdBy().id())
        .bind("createdByRole", model.createdBy().role())
        .bind("created", Rows.utc(model.createdAt()))
        .execute();
    insertVersion(handle, model, model.createdBy(), effectiveFrom);
  }

  static void update(Handle handle, StoredModel model, Actor actor, Instant effectiveFrom) {
    bind(handle.createUpdate(UPDATE), model).bind("metric", model.config().usageMetric()).execute();
    insertVersion(handle, model, actor, effectiveFrom);
  }

  private static void insertVersion(
      Handle handle, StoredModel model, Actor actor, @Nullable Instant effectiveFrom) {
    bind(handle.createUpdate(INSERT_VERSION), model)
        .bind("changedBy", actor.id())
        .bind("changedByRole", actor.role())
        .bind("from", Rows.optionalUtc(effectiveFrom))
        .execute();
  }

  private static Update bind(Update update, StoredModel model) {
    return update
        .bind("id", model.id())
        .bind("name", model.name())
        .bind("description", model.description())
        .bind("config", ConfigJson.write(model.config()))
        .bind("active", model.active())
        .bind("version", model.version())
        .bind("updated", Rows.utc(model.updatedAt()));
  }

  static Optional<StoredModel> find(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(COLUMNS + " WHERE id = :id AND tenant_id = :tenant")
        .bind("id", id)
        .bind("tenant", tenant.value())
        .map((row, context) -> read(row))
        .findOne();
  }

  static StoredModel read(ResultSet row) throws SQLException {
    String typeName = row.getString("model_type");
    ModelType type =
        ModelType.ofWireName(typeName)
            .orElseThrow(() -> new IllegalStateException("stored model type: " + typeName));
    return new StoredModel(
        Rows.uuid(row, "id"),
        TenantId.of(row.getString("tenant_id")),
        row.getString("name"),
        row.getString("description"),
        ConfigJson.read(type, row.getString("config")),
        row.getBoolean("is_active"),
        row.getBoolean("is_system"),
        new Actor(row.getString("created_by"), row.getString("created_by_role")),
        row.getInt("version"),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "updated_at"));
  }
}
