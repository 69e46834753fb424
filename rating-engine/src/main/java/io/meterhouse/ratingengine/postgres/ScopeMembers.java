package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Whom a scope touches. */
final class ScopeMembers {

  private static final String IS_PARENT =
      """
      SELECT EXISTS (
        SELECT 1 FROM pricing_scopes parent JOIN pricing_scopes child ON child.parent_scope_id = parent.id
         WHERE parent.tenant_id = :tenant AND parent.scope_type = :type AND parent.scope_id = :id)
      """;

  private static final String ABOVE =
      """
      WITH RECURSIVE above AS (
        SELECT parent_scope_id, scope_type, scope_id FROM pricing_scopes WHERE id = :parent
        UNION ALL
        SELECT s.parent_scope_id, s.scope_type, s.scope_id
          FROM pricing_scopes s JOIN above ON s.id = above.parent_scope_id)
      """;

  private static final String METERS_ABOVE =
      ABOVE
          + """
            SELECT DISTINCT m.usage_metric
              FROM pricing_models m
              JOIN (SELECT pricing_model_id, scope_type, scope_id FROM pricing_scopes
                     WHERE tenant_id = :tenant
                    UNION ALL
                    SELECT pricing_model_id, scope_type, scope_id FROM pricing_overrides
                     WHERE tenant_id = :tenant) priced ON priced.pricing_model_id = m.id
              JOIN above ON above.scope_type = priced.scope_type
                        AND above.scope_id IS NOT DISTINCT FROM priced.scope_id
             WHERE m.usage_metric IS NOT NULL
            """;

  private ScopeMembers() {}

  /** The one subject that it touches; null where it may be several, or all. */
  static @Nullable String subject(
      Handle handle, TenantId tenant, ScopeType type, @Nullable String id) {
    if (!type.hasMembers() || id == null) {
      return null;
    }
    boolean others =
        handle
            .createQuery(IS_PARENT)
            .bind("tenant", tenant.value())
            .bind("type", type.wireName())
            .bind("id", id)
            .mapTo(Boolean.class)
            .one();
    return others ? null : id;
  }

  /** The meters that scopes and overrides of those above it price. */
  static List<String> metersAbove(Handle handle, StoredScope scope) {
    UUID parent = scope.parentId();
    return parent == null
        ? List.of()
        : handle
            .createQuery(METERS_ABOVE)
            .bind("parent", parent)
            .bind("tenant", scope.tenant().value())
            .mapTo(String.class)
            .list();
  }

  /** How many scopes there are from that one up to one without a parent. */
  static int depth(Handle handle, UUID id) {
    return handle
        .createQuery(ABOVE + "SELECT count(*) FROM above")
        .bind("parent", id)
        .mapTo(Integer.class)
        .one();
  }
}
