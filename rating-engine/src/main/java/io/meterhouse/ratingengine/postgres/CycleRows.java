package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.cycle.CycleType;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.CycleSeal;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Billing cycles as rows. */
final class CycleRows {

  private static final String INSERT =
      """
      INSERT INTO billing_cycles
             (id, tenant_id, scope_type, scope_id, cycle_type, anchor_date, time_zone, start_date,
              end_date, status, created_by, created_by_role, created_at, updated_at, closed_at, seal)
      VALUES (:id, :tenant, :scopeType, :scopeId, :cycleType, :anchor, :zone, :start, :end, :status,
              :createdBy, :createdByRole, :created, :updated, CAST(:closed AS timestamptz),
              CAST(:seal AS bytea))
      """;

  private static final String UPDATE =
      """
      UPDATE billing_cycles
         SET status = :status, updated_at = :updated, closed_at = CAST(:closed AS timestamptz),
             closed_watermark = CAST(:watermark AS timestamptz),
             seal = coalesce(CAST(:seal AS bytea), seal)
       WHERE id = :id
      """;

  private static final String REQUEST_FEES =
      """
      INSERT INTO rating_requests (tenant_id, meter, subject, reason, requested_at)
      SELECT DISTINCT m.tenant_id, v.config ->> 'usageMetric', :subject, 'billing cycle opened',
             CAST(:now AS timestamptz)
        FROM pricing_models m JOIN pricing_model_versions v ON v.pricing_model_id = m.id
       WHERE m.tenant_id = :tenant AND v.config ->> 'usageMetric' IS NOT NULL
         AND m.model_type IN ('subscription', 'committed_capacity', 'hybrid')
      """;

  private CycleRows() {}

  /** Those that are closed hold no items. */
  static void insert(Handle handle, Collection<BillingCycle> cycles, @Nullable Actor actor) {
    if (cycles.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(INSERT);
    for (BillingCycle cycle : cycles) {
      List<BillingItem> none = List.of();
      batch
          .bind("id", cycle.id())
          .bind("tenant", cycle.key().tenant().value())
          .bind("scopeType", cycle.key().scope().type())
          .bind("scopeId", cycle.key().scope().id())
          .bind("cycleType", cycle.chain().type().wireName())
          .bind("anchor", Rows.utc(cycle.chain().begin()))
          .bind("zone", cycle.chain().zone().getId())
          .bind("start", Rows.utc(cycle.key().period().start()))
          .bind("end", Rows.utc(cycle.key().period().end()))
          .bind("status", cycle.status().wireName())
          .bind("createdBy", actor == null ? null : actor.id())
          .bind("createdByRole", actor == null ? null : actor.role())
          .bind("created", Rows.utc(cycle.createdAt()))
          .bind("updated", Rows.utc(cycle.updatedAt()))
          .bind("closed", Rows.optionalUtc(cycle.closedAt()))
          .bind("seal", cycle.closedAt() == null ? null : CycleSeal.of(none).bytes())
          .add();
    }
    batch.execute();
    requestFees(handle, cycles);
  }

  /** A fee is due with the cycle, whether anything is used or not. */
  private static void requestFees(Handle handle, Collection<BillingCycle> cycles) {
    PreparedBatch batch = handle.prepareBatch(REQUEST_FEES);
    for (BillingCycle cycle : cycles) {
      if (cycle.isActive()) {
        batch
            .bind("tenant", cycle.key().tenant().value())
            .bind("subject", cycle.key().owner().subject())
            .bind("now", Rows.utc(cycle.createdAt()))
            .add();
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  static void update(Handle handle, BillingCycle cycle, @Nullable CycleSeal seal) {
    handle
        .createUpdate(UPDATE)
        .bind("status", cycle.status().wireName())
        .bind("updated", Rows.utc(cycle.updatedAt()))
        .bind("closed", Rows.optionalUtc(cycle.closedAt()))
        .bind("watermark", Rows.optionalUtc(cycle.watermark()))
        .bind("seal", seal == null ? null : seal.bytes())
        .bind("id", cycle.id())
        .execute();
  }

  static BillingCycle read(ResultSet row) throws SQLException {
    CycleKey key =
        new CycleKey(
            TenantId.of(row.getString("tenant_id")),
            new BillingScope(row.getString("scope_type"), row.getString("scope_id")),
            new BillingPeriod(Rows.instant(row, "start_date"), Rows.instant(row, "end_date")));
    return new BillingCycle(
        Rows.uuid(row, "id"),
        key,
        CycleChain.from(
            type(row.getString("cycle_type")),
            Rows.instant(row, "anchor_date"),
            ZoneId.of(row.getString("time_zone"))),
        status(row.getString("status")),
        optionalInstant(row, "closed_at"),
        optionalInstant(row, "closed_watermark"),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "updated_at"));
  }

  private static CycleType type(String name) {
    return CycleType.ofWireName(name)
        .orElseThrow(() -> new IllegalStateException("stored cycle type: " + name));
  }

  private static CycleStatus status(String name) {
    return CycleStatus.ofWireName(name)
        .orElseThrow(() -> new IllegalStateException("stored cycle status: " + name));
  }

  private static @Nullable Instant optionalInstant(ResultSet row, String column)
      throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
