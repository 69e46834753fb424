-- Known time beside effective time: what a closed cycle was rated with stays as it was known then.
ALTER TABLE pricing_model_versions
    ADD COLUMN recorded_at timestamptz,
    -- Null: nobody named a time, so it is also the price of what was used before there was any.
    ALTER COLUMN effective_from DROP NOT NULL;
UPDATE pricing_model_versions SET recorded_at = effective_from;
UPDATE pricing_model_versions SET effective_from = NULL WHERE version = 1;
ALTER TABLE pricing_model_versions ALTER COLUMN recorded_at SET NOT NULL;

-- Whom a model is for. A model without a scope prices only what it is asked for by name.
CREATE TABLE pricing_scopes (
    id               uuid PRIMARY KEY,
    tenant_id        text NOT NULL REFERENCES tenants,
    pricing_model_id uuid NOT NULL REFERENCES pricing_models,
    scope_type       text NOT NULL,
    -- Null where the type has no members: global, deployment.
    scope_id         text,
    deployment_type  text,
    is_override      boolean NOT NULL,
    parent_scope_id  uuid REFERENCES pricing_scopes,
    is_active        boolean NOT NULL,
    -- Half-open; null: from its creation (of what had no price yet: always), and without end.
    effective_from   timestamptz,
    effective_to     timestamptz,
    created_by       text NOT NULL,
    created_by_role  text NOT NULL,
    created_at       timestamptz NOT NULL,
    deactivated_at   timestamptz
);
CREATE INDEX pricing_scopes_of_members ON pricing_scopes (tenant_id, scope_id);
CREATE INDEX pricing_scopes_of_models ON pricing_scopes (pricing_model_id);
CREATE INDEX pricing_scopes_of_parents ON pricing_scopes (parent_scope_id);
-- Until now an active model was for everybody.
INSERT INTO pricing_scopes (id, tenant_id, pricing_model_id, scope_type, is_override, is_active,
                            created_by, created_by_role, created_at)
SELECT gen_random_uuid(), tenant_id, id, 'global', false, true, created_by, created_by_role, created_at
  FROM pricing_models
 WHERE is_active AND usage_metric IS NOT NULL;
DROP INDEX pricing_models_in_force;
CREATE INDEX pricing_models_of_meter ON pricing_models (tenant_id, usage_metric);

CREATE TABLE pricing_rules (
    id               uuid PRIMARY KEY,
    tenant_id        text NOT NULL REFERENCES tenants,
    pricing_model_id uuid NOT NULL REFERENCES pricing_models,
    name             text NOT NULL,
    rule_type        text NOT NULL,
    conditions       jsonb NOT NULL,
    actions          jsonb NOT NULL,
    priority         integer NOT NULL,
    is_active        boolean NOT NULL,
    -- Half-open; null: from its creation, and without end.
    effective_from   timestamptz,
    effective_to     timestamptz,
    created_by       text NOT NULL,
    created_by_role  text NOT NULL,
    created_at       timestamptz NOT NULL,
    deactivated_at   timestamptz
);
CREATE INDEX pricing_rules_of_models ON pricing_rules (pricing_model_id);

CREATE TABLE pricing_overrides (
    id                  uuid PRIMARY KEY,
    tenant_id           text NOT NULL REFERENCES tenants,
    pricing_model_id    uuid NOT NULL REFERENCES pricing_models,
    scope_type          text NOT NULL,
    scope_id            text,
    override_type       text NOT NULL,
    override_value      jsonb NOT NULL,
    reason              text NOT NULL,
    -- pending, active or inactive; only an active one that was approved has an effect.
    status              text NOT NULL,
    -- Half-open; null: from its approval, and without end.
    effective_from      timestamptz,
    effective_to        timestamptz,
    created_by          text NOT NULL,
    created_by_role     text NOT NULL,
    created_at          timestamptz NOT NULL,
    approved_by         text,
    approved_by_role    text,
    approved_at         timestamptz,
    deactivated_by      text,
    deactivated_by_role text,
    deactivated_at      timestamptz
);
CREATE INDEX pricing_overrides_of_models ON pricing_overrides (pricing_model_id);

ALTER TABLE billing_cycles
    -- Where the chain of cycles began, on whose day and hour each of them begins.
    ADD COLUMN anchor_date     timestamptz,
    ADD COLUMN time_zone       text,
    ADD COLUMN created_by      text,
    ADD COLUMN created_by_role text,
    ADD COLUMN updated_at      timestamptz,
    ADD COLUMN closed_at       timestamptz,
    -- Usage accepted before this is in the items; what came later is adjusted in a later cycle.
    ADD COLUMN closed_watermark timestamptz,
    -- SHA-256 of its items as they were when it closed.
    ADD COLUMN seal            bytea;
UPDATE billing_cycles c
   SET anchor_date = c.start_date, time_zone = t.time_zone, updated_at = c.created_at
  FROM tenants t
 WHERE t.tenant_id = c.tenant_id;
ALTER TABLE billing_cycles
    ALTER COLUMN anchor_date SET NOT NULL,
    ALTER COLUMN time_zone SET NOT NULL,
    ALTER COLUMN updated_at SET NOT NULL,
    ADD CHECK (start_date < end_date);
-- Cycles of one scope never overlap; whoever opens one holds the scope's advisory lock.
CREATE INDEX billing_cycles_of_scopes ON billing_cycles (tenant_id, scope_id, start_date);
CREATE INDEX billing_cycles_open ON billing_cycles (tenant_id, start_date) WHERE status = 'active';
CREATE INDEX billing_cycles_closed ON billing_cycles (tenant_id, end_date) WHERE closed_at IS NOT NULL;

ALTER TABLE billing_items
    -- usage: of a meter, follows it. manual: as somebody entered it. adjustment: what a cycle that is
    -- closed should have had more or less.
    ADD COLUMN kind             text NOT NULL DEFAULT 'usage',
    ADD COLUMN description      text,
    ADD COLUMN metadata         jsonb,
    ADD COLUMN adjusts_cycle_id uuid REFERENCES billing_cycles,
    ADD COLUMN adjusts_item_id  uuid REFERENCES billing_items,
    -- How the price came about: the parts of the cycle, with model versions, rules and overrides.
    ADD COLUMN pricing          jsonb,
    ALTER COLUMN meter DROP NOT NULL,
    DROP CONSTRAINT billing_items_billing_cycle_id_meter_key;
CREATE UNIQUE INDEX billing_items_of_usage ON billing_items (billing_cycle_id, meter) WHERE kind = 'usage';
CREATE INDEX billing_items_of_cycles ON billing_items (billing_cycle_id);
CREATE INDEX billing_items_adjusting ON billing_items (adjusts_cycle_id, meter) WHERE kind = 'adjustment';

-- Requests stay for a while when they are done, so that whoever changed a price sees what it came to.
ALTER TABLE rating_requests
    -- Null: every subject with usage of the meter.
    ADD COLUMN subject      text,
    ADD COLUMN started_at   timestamptz,
    ADD COLUMN finished_at  timestamptz,
    ADD COLUMN items_rated  bigint NOT NULL DEFAULT 0,
    ADD COLUMN items_changed bigint NOT NULL DEFAULT 0;
CREATE INDEX rating_requests_waiting ON rating_requests (id) WHERE finished_at IS NULL;

ALTER TABLE audit_log
    ADD COLUMN entry_uuid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN reason     text,
    -- The entry that this one took back.
    ADD COLUMN reverses   bigint UNIQUE REFERENCES audit_log;
