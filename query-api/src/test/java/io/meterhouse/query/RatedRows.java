package io.meterhouse.query;

import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Items of one tenant as the rating engine writes them, in a cycle of their own. */
record RatedRows(String tenant, UUID cycle, UUID model) {

  void add(Handle handle, String meter, String quantity) {
    handle.execute(
        """
        INSERT INTO billing_items (id, tenant_id, billing_cycle_id, scope_type, scope_id,
            item_type, meter, pricing_model_id, pricing_model_version, quantity, unit_price,
            precise_amount, total_amount, currency, breakdown, version, created_at, changed_at)
        VALUES (gen_random_uuid(), ?, ?, 'client', 'client-7', 'usage', ?, ?, 1,
            CAST(? AS numeric), 0.0000030, CAST(? AS numeric) * 0.0000030, 0.00, 'USD',
            '[{"component":"Tier 1","subtotal":"0.0036"}]', 1, '2026-11-21 10:00Z',
            '2026-11-21 10:00Z')
        """,
        tenant,
        cycle,
        meter,
        model,
        quantity,
        quantity);
  }

  void change(Handle handle, String meter) {
    handle.execute(
        """
        UPDATE billing_items SET version = version + 1, changed_in = pg_current_xact_id()
         WHERE billing_cycle_id = ? AND meter = ?
        """,
        cycle,
        meter);
  }

  void close(Handle handle) {
    handle.execute(
        "UPDATE billing_cycles SET status = 'closed', closed_at = now() WHERE id = ?", cycle);
  }

  void addManual(Handle handle, String itemType, String description) {
    handle.execute(
        """
        INSERT INTO billing_items (id, tenant_id, billing_cycle_id, scope_type, scope_id,
            item_type, pricing_model_id, pricing_model_version, quantity, unit_price,
            precise_amount, total_amount, currency, breakdown, version, created_at, changed_at,
            kind, description)
        VALUES (gen_random_uuid(), ?, ?, 'client', 'client-7', ?, ?, 1, 1, 1, 1, 1.00, 'USD', '[]',
            1, now(), now(), 'manual', ?)
        """,
        tenant,
        cycle,
        itemType,
        model,
        description);
  }

  /** Makes the tenant, a model and a cycle. */
  static RatedRows of(Jdbi database, String tenant) {
    RatedRows rows = new RatedRows(tenant, UUID.randomUUID(), UUID.randomUUID());
    database.useTransaction(
        handle -> {
          handle.execute(
              "INSERT INTO tenants (tenant_id, tenant_name, created_at) VALUES (?, ?, now())"
                  + " ON CONFLICT DO NOTHING",
              tenant,
              tenant);
          handle.execute(
              """
              INSERT INTO pricing_models (id, tenant_id, name, model_type, config, created_by,
                  created_by_role, version, created_at, updated_at)
              VALUES (?, ?, 'm', 'flat', '{}', 'test', 'staff', 1, now(), now())
              """,
              rows.model(),
              tenant);
          handle.execute(
              """
              INSERT INTO billing_cycles (id, tenant_id, scope_type, scope_id, cycle_type,
                  anchor_date, time_zone, start_date, end_date, status, created_at, updated_at)
              VALUES (?, ?, 'client', ?, 'monthly', '2026-11-01Z', 'UTC', '2026-11-01Z',
                  '2026-12-01Z', 'active', now(), now())
              """,
              rows.cycle(),
              tenant,
              rows.cycle().toString());
        });
    return rows;
  }
}
