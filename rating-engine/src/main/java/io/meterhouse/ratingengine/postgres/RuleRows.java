package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.ratingengine.pricing.RuleContents;
import io.meterhouse.ratingengine.pricing.RuleReader;
import io.meterhouse.ratingengine.pricing.StoredRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Rules as rows. */
final class RuleRows {

  private static final String COLUMNS =
      """
      SELECT id, tenant_id, pricing_model_id, name, rule_type, CAST(conditions AS text) AS conditions,
             CAST(actions AS text) AS actions, priority, is_active, effective_from, effective_to,
             created_by, created_by_role, created_at, deactivated_at
        FROM pricing_rules
      """;

  private static final String INSERT =
      """
      INSERT INTO pricing_rules
             (id, tenant_id, pricing_model_id, name, rule_type, conditions, actions, priority,
              is_active, effective_from, effective_to, created_by, created_by_role, created_at,
              deactivated_at)
      VALUES (:id, :tenant, :model, :name, :ruleType, CAST(:conditions AS jsonb),
              CAST(:actions AS jsonb), :priority, :active, :from, :to, :createdBy, :createdByRole,
              :created, :deactivated)
      """;

  private RuleRows() {}

  static void insert(Handle handle, StoredRule stored) {
    Rule rule = stored.rule();
    Rows.bind(handle.createUpdate(INSERT), stored.lifespan())
        .bind("id", rule.id())
        .bind("tenant", stored.tenant().value())
        .bind("model", stored.modelId())
        .bind("name", rule.name())
        .bind("ruleType", stored.ruleType())
        .bind("conditions", StoredJson.write(RuleContents.conditions(rule)))
        .bind("actions", StoredJson.write(RuleContents.actions(rule)))
        .bind("priority", rule.priority())
        .execute();
  }

  static void deactivate(Handle handle, UUID id, Instant now) {
    handle
        .createUpdate(
            "UPDATE pricing_rules SET is_active = false, deactivated_at = :now WHERE id = :id")
        .bind("now", Rows.utc(now))
        .bind("id", id)
        .execute();
  }

  static int countActive(Handle handle, UUID modelId) {
    return handle
        .createQuery(
            "SELECT count(*) FROM pricing_rules WHERE pricing_model_id = :id AND is_active")
        .bind("id", modelId)
        .mapTo(Integer.class)
        .one();
  }

  static Optional<StoredRule> find(Handle handle, UUID modelId, UUID id) {
    return handle
        .createQuery(COLUMNS + " WHERE id = :id AND pricing_model_id = :model")
        .bind("id", id)
        .bind("model", modelId)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** By age; those that are active come before older ones that are not. */
  static List<StoredRule> list(Handle handle, UUID modelId, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM ("
                + COLUMNS
                + """
                   WHERE pricing_model_id = :model
                   ORDER BY is_active DESC, created_at DESC, id
                   LIMIT :limit) kept
                 ORDER BY created_at, id
                """)
        .bind("model", modelId)
        .bind("limit", limit)
        .map((row, context) -> read(row))
        .list();
  }

  /** All that these models ever had. */
  static List<PriceBook.TimedRule> timed(Handle handle, Collection<UUID> models) {
    return handle
        .createQuery(COLUMNS + " WHERE pricing_model_id = ANY (:models)")
        .bind("models", models.toArray(UUID[]::new))
        .map((row, context) -> read(row))
        .map(
            stored ->
                new PriceBook.TimedRule(
                    stored.modelId(), stored.rule(), stored.lifespan().effectiveTime()))
        .list();
  }

  private static StoredRule read(ResultSet row) throws SQLException {
    UUID id = Rows.uuid(row, "id");
    String name = row.getString("name");
    int priority = row.getInt("priority");
    String contents =
        "{\"conditions\":%s,\"actions\":%s}"
            .formatted(row.getString("conditions"), row.getString("actions"));
    return new StoredRule(
        TenantId.of(row.getString("tenant_id")),
        Rows.uuid(row, "pricing_model_id"),
        row.getString("rule_type"),
        StoredJson.read(contents, body -> RuleReader.read(body, name, priority)).check(id),
        Rows.lifespan(row));
  }
}
