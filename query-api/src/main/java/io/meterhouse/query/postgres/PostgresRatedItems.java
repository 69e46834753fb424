package io.meterhouse.query.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.query.RatedItem;
import io.meterhouse.query.RatedItems;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Billing items in the order of the transactions that changed them. A number is given to a
 * transaction when it begins to write, and not when it commits, so a reader who took everything
 * that is committed would later be behind a slower transaction with a lower number. Only numbers
 * below the oldest transaction still running are read: everything below it is over for good.
 */
public final class PostgresRatedItems implements RatedItems {

  private static final String SQL =
      """
      SELECT CAST(changed_in AS text) AS position, id, tenant_id, billing_cycle_id, scope_type, scope_id,
             item_type, meter, pricing_model_id, pricing_model_version, quantity, unit_price,
             precise_amount, total_amount, currency, CAST(breakdown AS text) AS breakdown, version,
             created_at, changed_at, kind, description, adjusts_item_id, adjusts_cycle_id
        FROM billing_items
       WHERE tenant_id = :tenant
         AND (changed_in, id) > (CAST(:changedIn AS xid8), :id)
         AND changed_in < pg_snapshot_xmin(pg_current_snapshot())
         AND (CAST(:cycle AS uuid) IS NULL OR billing_cycle_id = CAST(:cycle AS uuid))
         AND (CAST(:scope AS text) IS NULL OR scope_id = :scope)
         AND (CAST(:meter AS text) IS NULL OR meter = :meter)
       ORDER BY changed_in, id
       LIMIT :limit
      """;

  /**
   * The start of the oldest active cycle, or the end of the last closed one where none is: rating
   * opens no active cycle before it. Of an item that is changed and not shown yet, the start of its
   * cycle is earlier.
   */
  private static final String FINAL_UNTIL =
      """
      WITH chosen AS (
        SELECT * FROM billing_cycles
         WHERE tenant_id = :tenant
           AND (CAST(:cycle AS uuid) IS NULL OR id = CAST(:cycle AS uuid))
           AND (CAST(:scope AS text) IS NULL OR scope_id = :scope))
      SELECT CASE WHEN EXISTS (SELECT 1 FROM chosen WHERE closed_at IS NOT NULL) THEN least(
             coalesce((SELECT min(start_date) FROM chosen WHERE status = 'active'),
                      (SELECT max(end_date) FROM chosen WHERE closed_at IS NOT NULL)),
             (SELECT min(c.start_date)
                FROM billing_items i JOIN chosen c ON c.id = i.billing_cycle_id
               WHERE i.tenant_id = :tenant
                 AND i.changed_in >= pg_snapshot_xmin(pg_current_snapshot()))) END
      """;

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresRatedItems(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<RatedItem> changedAfter(Selection selection, RatedItem.Position after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SQL)
                .bind("tenant", selection.tenant().value())
                .bind("changedIn", Long.toUnsignedString(after.changedIn()))
                .bind("id", after.id())
                .bind("cycle", selection.billingCycleId())
                .bind("scope", selection.scopeId())
                .bind("meter", selection.meter())
                .bind("limit", limit)
                .map((row, context) -> item(row))
                .list());
  }

  @Override
  public Optional<Instant> finalUntil(Selection selection) {
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(FINAL_UNTIL)
                    .bind("tenant", selection.tenant().value())
                    .bind("cycle", selection.billingCycleId())
                    .bind("scope", selection.scopeId())
                    .mapTo(OffsetDateTime.class)
                    .findOne())
        .map(OffsetDateTime::toInstant);
  }

  private static RatedItem item(ResultSet row) throws SQLException {
    return new RatedItem(
        new RatedItem.Position(
            Long.parseUnsignedLong(row.getString("position")), row.getObject("id", UUID.class)),
        new TenantId(row.getString("tenant_id")),
        new RatedItem.Scope(row.getString("scope_type"), row.getString("scope_id")),
        row.getObject("billing_cycle_id", UUID.class),
        new RatedItem.Kind(
            row.getString("kind"),
            row.getString("item_type"),
            row.getString("description"),
            row.getObject("adjusts_item_id", UUID.class),
            row.getObject("adjusts_cycle_id", UUID.class)),
        row.getString("meter"),
        row.getObject("pricing_model_id", UUID.class),
        row.getInt("pricing_model_version"),
        new RatedItem.Amounts(
            row.getBigDecimal("quantity"),
            row.getBigDecimal("unit_price"),
            row.getBigDecimal("precise_amount"),
            row.getBigDecimal("total_amount"),
            row.getString("currency")),
        row.getString("breakdown"),
        row.getLong("version"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }
}
