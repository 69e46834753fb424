-- One order of everything that is written about a tenant's prices and of every close of its cycles,
-- whatever the clocks of the servers say: a cycle is closed with what was known before it.
CREATE TABLE price_clocks (
    tenant_id text PRIMARY KEY REFERENCES tenants,
    -- The time of the last of them; the next one has a later time.
    last_at   timestamptz NOT NULL
);
INSERT INTO price_clocks (tenant_id, last_at)
SELECT tenant_id, max(at)
  FROM (SELECT m.tenant_id, v.recorded_at
          FROM pricing_model_versions v JOIN pricing_models m ON m.id = v.pricing_model_id
        UNION ALL SELECT tenant_id, created_at FROM pricing_scopes
        UNION ALL SELECT tenant_id, deactivated_at FROM pricing_scopes
        UNION ALL SELECT tenant_id, created_at FROM pricing_rules
        UNION ALL SELECT tenant_id, deactivated_at FROM pricing_rules
        UNION ALL SELECT tenant_id, approved_at FROM pricing_overrides
        UNION ALL SELECT tenant_id, deactivated_at FROM pricing_overrides
        UNION ALL SELECT tenant_id, closed_at FROM billing_cycles) AS known (tenant_id, at)
 WHERE at IS NOT NULL
 GROUP BY tenant_id;
